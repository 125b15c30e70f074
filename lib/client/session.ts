import { closeLiveSocket } from "./live/socket.ts";

export type SignInAnswer = { ok: true } | { ok: false; reason: string };

const REASONS: Record<string, string> = {
  INVALID_USERNAME_OR_PASSWORD: "No account has this handle and password. Nothing was changed.",
  INVALID_USERNAME: "A handle has letters, digits, dots, underscores and hyphens.",
  USERNAME_TOO_SHORT: "No account has this handle and password. Nothing was changed.",
};

/** Password sign-in. A refusal is data: the form says it. */
export async function signIn(handle: string, password: string): Promise<SignInAnswer> {
  const response = await post("/api/auth/sign-in/username", { username: handle, password }).catch(() => null);
  if (!response) return { ok: false, reason: "Backout did not answer. You are not signed in; try again in a moment." };
  if (response.ok) return { ok: true };
  if (response.status === 429)
    return { ok: false, reason: "Too many attempts from this address. Wait a minute, then try again." };
  const body = (await response.json().catch(() => null)) as { code?: string; message?: string; detail?: string } | null;
  return {
    ok: false,
    reason: REASONS[body?.code ?? ""] ?? body?.detail ?? body?.message ?? `Sign-in answered ${response.status}.`,
  };
}

export async function signOut(): Promise<void> {
  await post("/api/auth/sign-out", {}).catch(() => null);
  await closeLiveSocket();
}

const post = (path: string, body: unknown) =>
  fetch(path, {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
