import { container } from "#lib/web/container.ts";
import { openApi } from "#lib/web/openapi.ts";

export const dynamic = "force-dynamic";

/** Public: it says nothing about this installation but its address. */
export const GET = () => Response.json(openApi(container().origin));
