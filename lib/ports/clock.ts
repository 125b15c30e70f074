/** Time as a value that tests can hold still. */
export type Clock = { now(): Date };
