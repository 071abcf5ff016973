import { addressKey, domainOf } from './address.js';

/** Domains of one service, each by the name that its mailboxes are counted under. */
const SAME_SERVICE: ReadonlyMap<string, string> = new Map([['googlemail.com', 'gmail.com']]);
/** Services that read the part before the @ without its dots. */
const WITHOUT_DOTS: ReadonlySet<string> = new Set(['gmail.com']);

/** The domain that limits count an address by. */
export function countedDomain(address: string): string {
  const domain = domainOf(addressKey(address));
  return SAME_SERVICE.get(domain) ?? domain;
}

/** The domains that limits count as this one. */
export function domainsCountedAs(domain: string): readonly string[] {
  return [domain, ...[...SAME_SERVICE].filter(([, service]) => service === domain).map(([name]) => name)];
}

/**
 * The mailbox that an address most likely leads to: without what follows a plus (RFC 5233), and without dots at Gmail.
 * It is a guess, for limits alone: an address is stored, mailed and told apart as its owner wrote it.
 */
export function mailboxOf(address: string): string {
  const key = addressKey(address);
  const domain = countedDomain(key);
  const local = key.slice(0, key.lastIndexOf('@'));
  const untagged = local.replace(/(?<=.)\+.*$/s, '');
  const plain = WITHOUT_DOTS.has(domain) ? untagged.replaceAll('.', '') : untagged;
  return `${plain === '' ? untagged : plain}@${domain}`;
}
