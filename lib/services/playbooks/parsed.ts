import { Playbook } from "#lib/domain/playbook/schema.ts";

const KEPT = 50;
const known = new Map<string, Playbook>();

/**
 * The playbook of a stored version. Stored JSON is not trusted, so it is parsed; a version never changes, so once per process: parsing a real
 * playbook takes milliseconds, and every page asks for it.
 */
export function playbookOf(version: { id: string; content: unknown }): Playbook {
  const cached = known.get(version.id);
  if (cached) return cached;
  const playbook = Playbook.parse(version.content);
  if (known.size >= KEPT) known.clear();
  known.set(version.id, playbook);
  return playbook;
}
