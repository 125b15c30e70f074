import { dispatch } from "#lib/web/dispatch.ts";

export const dynamic = "force-dynamic";
export { dispatch as DELETE, dispatch as GET, dispatch as POST, dispatch as PUT };
