import { z } from "zod";
import { AppError } from "#lib/domain/error/app-error.ts";
import { container } from "./container.ts";
import { readJson, refuseForgery } from "./guard.ts";
import { problemOf } from "./problem.ts";

const SetUp = z.strictObject({
  token: z.string().min(20).max(100),
  handle: z.string().regex(/^[a-z0-9][a-z0-9_-]{2,29}$/, "3 to 30 lower-case letters, digits, - and _"),
  name: z.string().trim().min(1).max(100),
  password: z.string().min(12, "at least 12 characters").max(200),
});

/** Makes the first admin from the link on the console. There is nobody to sign in yet, so the link is what proves the right to it. */
export async function setUp(request: Request): Promise<Response> {
  const requestId = crypto.randomUUID();
  try {
    const { origin, people } = container();
    refuseForgery(request, null, origin);
    const parsed = SetUp.safeParse(await readJson(request));
    if (!parsed.success)
      throw new AppError("invalid", "The account cannot be made like this. Nothing was changed.", {
        errors: parsed.error.issues.map((i) => ({ path: i.path.join("."), message: i.message })),
      });
    await people.setUpFirstAdmin(parsed.data);
    return Response.json({ ok: true }, { status: 201 });
  } catch (error) {
    return problemOf(error, requestId, "POST /setup");
  }
}
