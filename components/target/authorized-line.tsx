"use client";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { authorizedOf } from "#lib/client/authorized-line.ts";

type Props = { privateKey: string; user: string };

/** The exact line that the host has to have for this key, worked out on this page. */
export function AuthorizedLine({ privateKey, user }: Props) {
  const found = authorizedOf(privateKey);
  if (found === null) return null;
  if (found.kind === "protected")
    return (
      <p className="text-12 text-warn">
        A passphrase protects this key, and the engine has none: it could not log in. Make one without:{" "}
        <span className="mono">ssh-keygen -t ed25519 -N "" -f backout</span>
      </p>
    );
  return (
    <div className="grid gap-1 text-12 text-ink-2">
      <span>
        The host needs this line in <span className="mono">~{user || "USER"}/.ssh/authorized_keys</span>:
      </span>
      <span className="flex items-start gap-2">
        <code className="mono break-all rounded bg-inset px-2 py-1 text-ink-1">{found.line}</code>
        <CopyButton label="Copy the line" text={() => found.line} />
      </span>
    </div>
  );
}
