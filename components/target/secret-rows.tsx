import type { SecretsSet } from "#lib/contract/target.ts";

/** Rows of a `dl.kv`: which secrets there are, never what they are. */
export function SecretRows({ secrets }: { secrets: SecretsSet }) {
  return Object.keys(secrets).map((name) => (
    <div key={name} className="contents">
      <dt>{name}</dt>
      <dd className="text-ink-3">set, not shown</dd>
    </div>
  ));
}
