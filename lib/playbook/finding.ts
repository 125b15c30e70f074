/** Something wrong at a place of the playbook's value; the loader turns the path into file, line and column. */
export type Finding = { path: PropertyKey[]; message: string };

/** Entries of the list at `path` whose id stood before. */
export const twice = (list: readonly { id: string }[], path: PropertyKey[]): Finding[] =>
  list.flatMap(({ id }, i) =>
    list.findIndex((other) => other.id === id) === i
      ? []
      : [{ path: [...path, i, "id"], message: `"${id}" is declared twice` }],
  );
