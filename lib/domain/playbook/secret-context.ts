/**
 * What a sealed secret parameter is bound to: moved to another target, or to another parameter of the same one, it does not open. Never equal
 * to the context of a target's credential, which is the target's id alone.
 */
export const secretContext = (targetId: string, name: string): string => `${targetId} parameter ${name}`;
