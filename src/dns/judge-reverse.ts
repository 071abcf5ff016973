import { isIP } from 'node:net';
import { isPublicAddress } from '../public-address.js';
import { fine, type Judgement, unasked, warning } from './finding.js';
import type { MailSetup } from './mail-setup.js';
import { addressesOf, type Records } from './records.js';
import { areRelated } from './related-names.js';

const CHECK = 'reverse DNS';

/**
 * Whether the addresses of a mail server of one's own lead to a name and back, which large receivers ask for. A
 * provider's server sends by other machines, and one in a private network by what stands before it.
 */
export function judgeReverse(setup: MailSetup, records: Records): Judgement {
  const own = setup.relayHosts.filter((host) => areRelated(host, setup.sender) && isIP(host) === 0);
  const reachable = own.flatMap((host) =>
    addressesOf(records, host)
      .filter(isPublicAddress)
      .map((address) => ({ host, address })),
  );
  if (reachable.length === 0) return unasked(CHECK, 'dns.reverse-foreign');
  for (const { host, address } of reachable) {
    const answer = records.answer(reverseName(address), 'PTR');
    if (answer.kind === 'failure')
      return unasked(CHECK, 'dns.unanswered', { name: address, code: answer.code });
    const names = answer.kind === 'records' ? answer.values : [];
    if (names.length === 0)
      return warning(CHECK, {
        ...{ text: 'dns.reverse-none', todo: 'dns.reverse-none-todo', values: { address, host } },
        records: [{ name: reverseName(address), type: 'PTR', value: `${host}.` }],
      });
    if (!names.some((name) => addressesOf(records, name).includes(address)))
      return warning(CHECK, {
        ...{ text: 'dns.reverse-astray', todo: 'dns.reverse-astray-todo' },
        values: { address, names: names.join(', ') },
        records: [{ name: reverseName(address), type: 'PTR', value: `${host}.` }],
      });
  }
  const [first, ...more] = reachable;
  const others = more.map(({ host, address }) => `${address} (${host})`).join(', ');
  const values = { count: reachable.length, address: first?.address ?? '', host: first?.host ?? '', others };
  return fine(CHECK, 'dns.reverse-right', values);
}

/** The name under which PTR records of an address stand (RFC 1035 §3.5, RFC 3596 §2.5). */
export function reverseName(address: string): string {
  if (isIP(address) === 4) return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  const [head = '', tail] = address.split('::');
  const start = head === '' ? [] : head.split(':');
  const end = tail === undefined || tail === '' ? [] : tail.split(':');
  const middle = tail === undefined ? [] : Array<string>(8 - start.length - end.length).fill('0');
  const digits = [...start, ...middle, ...end].map((group) => group.padStart(4, '0')).join('');
  return `${[...digits].reverse().join('.')}.ip6.arpa`;
}
