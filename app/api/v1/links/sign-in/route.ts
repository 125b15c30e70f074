import { container } from "#lib/web/container.ts";

export const dynamic = "force-dynamic";

/** Uses a one-time link up; the answer carries the session's cookie. The same as better-auth's own endpoint, under our API. */
export async function POST(request: Request): Promise<Response> {
  const { origin, auth } = container();
  return auth(
    new Request(`${origin}/api/auth/link/sign-in`, {
      method: "POST",
      headers: request.headers,
      body: await request.text(),
    }),
  );
}
