import { setUp } from "#lib/web/setup.ts";

export const dynamic = "force-dynamic";
export { setUp as POST };
