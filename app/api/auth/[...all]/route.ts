import { dispatch } from "#lib/web/dispatch.ts";

export const dynamic = "force-dynamic";
export { dispatch as GET, dispatch as POST };
