import { isIPv6 } from 'node:net';

/**
 * Who a client is to limits and records: an IPv4 address, or the /64 of an IPv6 address, since a site has all of that.
 */
export function clientOf(ip: string): string {
  const groups = groupsOf(ip);
  return typeof groups === 'string' ? groups : `${groups.slice(0, 4).join(':')}::/64`;
}

/** What is likely one owner's: the /24 of an IPv4 address, the /48 of an IPv6 address. */
export function networkOf(ip: string): string {
  const groups = groupsOf(ip);
  if (typeof groups === 'string') return groups.replace(/^(\d+\.\d+\.\d+)\.\d+$/, '$1.0/24');
  return `${groups.slice(0, 3).join(':')}::/48`;
}

/** The eight groups of an IPv6 address without leading zeros; anything else, and IPv4 inside of it, as text. */
function groupsOf(ip: string): string | readonly string[] {
  if (!isIPv6(ip)) return ip;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  const [before = '', after = ''] = ip
    .replace(/%.*$/, '')
    .split('::')
    .map((part) => part.toLowerCase());
  const split = (part: string) => (part === '' ? [] : part.split(':'));
  const [first, last] = [split(before), split(after)];
  // The last group may be an IPv4 address, which is as long as two.
  const length = first.length + last.length + (ip.includes('.') ? 1 : 0);
  const all = ip.includes('::') ? [...first, ...Array<string>(8 - length).fill('0'), ...last] : first;
  return all.map((group) => group.replace(/^0+(?=.)/, ''));
}
