export type ContactFacts = {
  id: string;
  name: string;
  email: string;
  phone: string;
  roles: readonly string[];
  playbook: string | null;
};

/** The people of these roles in a playbook, in the order of the list. Pure. */
export const peopleOf = <C extends ContactFacts>(
  contacts: readonly C[],
  playbook: string,
  roles: readonly string[],
): C[] =>
  contacts.filter(
    (contact) =>
      (contact.playbook === null || contact.playbook === playbook) &&
      contact.roles.some((role) => roles.includes(role)),
  );
