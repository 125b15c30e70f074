/**
 * What the token of a metrics source is bound to: at another target, or sent to another address, it does not open. Never equal to the context of a
 * credential or of a secret parameter, which has no blank or the word "parameter" in it.
 */
export const metricsTokenContext = (targetId: string, url: string): string =>
  `${targetId} metrics ${new URL(url).origin}`;
