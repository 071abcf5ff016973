import { getDomain } from 'tldts';

/**
 * The organisational domain of a name by the public suffix list, as RFC 7489 §3.2 finds it; the name itself where it
 * has none.
 */
export function organisationalDomain(name: string): string {
  return getDomain(name, { allowPrivateDomains: true }) ?? name;
}

/** Whether two names belong to one organisation. */
export function areRelated(one: string, other: string): boolean {
  return organisationalDomain(one) === organisationalDomain(other);
}

/** A name and those above it, up to its organisational domain. */
export function upToOrganisation(name: string): string[] {
  const top = organisationalDomain(name);
  const names = [name];
  for (let at = name; at !== top && at.includes('.'); ) {
    at = at.slice(at.indexOf('.') + 1);
    names.push(at);
  }
  return names;
}

/** RFC 2606, RFC 6761, RFC 6762 and the top-level domains of private networks. */
const RESERVED =
  /(^|\.)(example\.(com|net|org)|example|invalid|localhost|localdomain|local|test|internal|home\.arpa)$/;

/** Whether a name never stands in the public DNS. */
export function isReservedName(name: string): boolean {
  return RESERVED.test(name) || !name.includes('.');
}
