import { isIP } from 'node:net';
import { isPublicAddress } from '../public-address.js';
import { fault, fine, type Judgement, unanswered, warning, type ZoneRecord } from './finding.js';
import { addressesOf, type Records } from './records.js';

/** A domain that mail has to reach. */
export interface MailDomain {
  /** What it is called: `sender`. */
  readonly check: string;
  readonly domain: string;
  /** What goes to it: answers of readers, or returned mails. */
  readonly what: 'answers' | 'returned';
  /** A host that could take its mail. */
  readonly host: string;
}

/** Whether mail can reach a domain: MX, else its own address (RFC 5321 §5.1), and no null MX (RFC 7505). */
export function judgeMx(to: MailDomain, records: Records): Judgement {
  const { check, domain, what } = to;
  const wanted = [{ name: domain, type: 'MX', value: `10 ${to.host}.` }] as const;
  const values = { domain, what };
  const named = { todo: 'dns.mx-todo', values, records: wanted };
  const answer = records.answer(domain, 'MX');
  if (answer.kind === 'failure') return unanswered(check, domain, answer.code);
  const [alias] = records.values(domain, 'CNAME');
  if (alias !== undefined) {
    const told = { text: 'dns.mx-alias', todo: 'dns.mx-alias-todo', values: { domain, alias } };
    return fault(check, { ...told, records: wanted });
  }
  if (answer.kind === 'none') {
    if (addressesOf(records, domain).length > 0) return warning(check, { text: 'dns.mx-none', ...named });
    return fault(check, { text: answer.exists ? 'dns.mx-nothing' : 'dns.mx-unknown', ...named });
  }
  return judgeExchanges(to, answer.values, records, wanted);
}

function judgeExchanges(
  { check, domain, what }: MailDomain,
  exchanges: readonly string[],
  records: Records,
  wanted: readonly ZoneRecord[],
): Judgement {
  const hosts = exchanges.map((value) => value.split(' ')[1] ?? '');
  if (hosts.some((host) => host === ''))
    return fault(check, { text: 'dns.mx-null', todo: 'dns.mx-todo', values: { domain }, records: wanted });
  const literal = hosts.find((host) => isIP(host) !== 0);
  if (literal !== undefined) {
    const values = { domain, address: literal };
    return fault(check, { text: 'dns.mx-literal', todo: 'dns.mx-literal-todo', values, records: wanted });
  }
  const failed = hosts.find((host) => records.answer(host, 'A').kind === 'failure');
  const lost = hosts.filter((host) => addressesOf(records, host).length === 0);
  if (failed !== undefined) {
    const values = { name: failed, domain };
    return warning(check, { text: 'dns.mx-unasked', todo: 'dns.again-todo', values });
  }
  if (lost.length === hosts.length) {
    const values = { domain, what, hosts: lost.join(', ') };
    return fault(check, { text: 'dns.mx-lost', todo: 'dns.mx-lost-todo', values });
  }
  return (
    softFault(check, domain, hosts, records) ??
    fine(check, 'dns.mx-right', { domain, hosts: hosts.join(', ') })
  );
}

function softFault(
  check: string,
  domain: string,
  hosts: readonly string[],
  records: Records,
): Judgement | null {
  for (const host of hosts) {
    const addresses = addressesOf(records, host);
    const values = { host, domain };
    if (addresses.length === 0)
      return warning(check, { text: 'dns.mx-one-lost', todo: 'dns.mx-one-lost-todo', values });
    const [alias] = records.values(host, 'CNAME');
    if (alias !== undefined) {
      const told = { text: 'dns.mx-host-alias', todo: 'dns.mx-host-alias-todo' };
      return warning(check, { ...told, values: { ...values, alias } });
    }
    if (!addresses.some(isPublicAddress))
      return warning(check, { text: 'dns.mx-private', todo: 'dns.mx-private-todo', values });
  }
  return null;
}
