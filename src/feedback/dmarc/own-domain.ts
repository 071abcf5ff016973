/**
 * Whether a DMARC report can be about our mail: its policy is published for one of our domains, for a parent of one
 * (RFC 7489 §6.6.3 looks there where the domain itself has none), or for a name under one.
 * @param own in lower case
 */
export function isOwnDomain(own: readonly string[], reported: string): boolean {
  const domain = reported.toLowerCase().replace(/\.$/, '');
  if (!domain.includes('.')) return false;
  return own.some((name) => name === domain || name.endsWith(`.${domain}`) || domain.endsWith(`.${name}`));
}
