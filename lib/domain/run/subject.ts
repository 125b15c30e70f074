/** A target as a plan or an approval names it: where, as whom, with what. Secrets and credential by the hash of what is sealed. */
export type SubjectTarget = {
  name: string;
  address: { host: string; port: number; user: string };
  hostKeySha256: string;
  credential: string;
  parameters: Record<string, string>;
  secrets: Record<string, string>;
  watchSeconds: number | null;
};

/** Everything that decides what a start would do. A playbook's hash covers every script, step and their order. */
export type PlanSubject = {
  playbookHash: string;
  procedure: string;
  option: string;
  targets: readonly SubjectTarget[];
};

/**
 * The parts of what somebody consents to, by the name under which a person is told that one has changed. Pure; hashed one by one by
 * the caller, so that the difference between two subjects can be named without storing either.
 */
export function subjectParts({ playbookHash, procedure, option, targets }: PlanSubject): Record<string, unknown> {
  return {
    "the playbook": playbookHash,
    "the procedure": procedure,
    "the option": option,
    "the targets": targets.map((t) => t.name),
    ...Object.fromEntries(
      targets.flatMap((t) => [
        [`the address of ${t.name}`, t.address],
        [`the host key of ${t.name}`, t.hostKeySha256],
        [`the credential of ${t.name}`, t.credential],
        [`the parameters of ${t.name}`, t.parameters],
        [`the secrets of ${t.name}`, t.secrets],
        [`the stability window of ${t.name}`, t.watchSeconds],
      ]),
    ),
  };
}

/** Names of the parts that are not the same in both; none when nothing has changed. */
export function changedParts(then: Record<string, string>, now: Record<string, string>): string[] {
  return [...new Set([...Object.keys(then), ...Object.keys(now)])].filter((part) => then[part] !== now[part]).sort();
}
