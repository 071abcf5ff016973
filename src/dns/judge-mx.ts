import { isIP } from 'node:net';
import { isPublicAddress } from '../public-address.js';
import { type Finding, fault, fine, type Remedy, unanswered, warning } from './finding.js';
import { addressesOf, type Records } from './records.js';

/** A domain that mail has to reach. */
export interface MailDomain {
  /** What it is called: `sender`. */
  readonly check: string;
  readonly domain: string;
  /** What goes to it: `answers of readers`. */
  readonly what: string;
  /** A host that could take its mail. */
  readonly host: string;
}

/** Whether mail can reach a domain: MX, else its own address (RFC 5321 §5.1), and no null MX (RFC 7505). */
export function judgeMx(to: MailDomain, records: Records): Finding {
  const { check, domain } = to;
  const remedy: Remedy = {
    todo: `Name the server that takes mail for ${domain}:`,
    records: [{ name: domain, type: 'MX', value: `10 ${to.host}.` }],
  };
  const answer = records.answer(domain, 'MX');
  if (answer.kind === 'failure') return unanswered(check, domain, answer.code);
  const [alias] = records.values(domain, 'CNAME');
  if (alias !== undefined)
    return fault(check, `${domain} is an alias (CNAME) of ${alias}, so its own MX and TXT are not seen`, {
      todo: `Beside a CNAME no other record counts (RFC 2181 §10.1). Delete it, set A or AAAA, and:`,
      records: remedy.records ?? [],
    });
  if (answer.kind === 'none') {
    if (addressesOf(records, domain).length > 0)
      return warning(check, `${domain} has no MX; servers try its own address for ${to.what}`, remedy);
    const missing = answer.exists ? 'has neither MX nor address' : 'does not exist in DNS';
    return fault(
      check,
      `${domain} ${missing}: ${to.what} reach nobody, and receivers refuse mail from it`,
      remedy,
    );
  }
  return judgeExchanges(to, answer.values, records, remedy);
}

function judgeExchanges(
  { check, domain, what }: MailDomain,
  values: readonly string[],
  records: Records,
  remedy: Remedy,
): Finding {
  const hosts = values.map((value) => value.split(' ')[1] ?? '');
  if (hosts.some((host) => host === ''))
    return fault(check, `${domain} has a null MX, which says that it takes no mail (RFC 7505)`, remedy);
  const literal = hosts.find((host) => isIP(host) !== 0);
  if (literal !== undefined)
    return fault(check, `the MX of ${domain} is the address ${literal}, where a name must stand`, {
      todo: 'Give the server a name with an A record, and name it in the MX:',
      records: remedy.records ?? [],
    });
  const failed = hosts.find((host) => records.answer(host, 'A').kind === 'failure');
  const lost = hosts.filter((host) => addressesOf(records, host).length === 0);
  if (failed !== undefined) return unanswered(check, failed, 'address of the MX');
  if (lost.length === hosts.length)
    return fault(check, `${lost.join(', ')}, the MX of ${domain}, has no address: ${what} reach nobody`, {
      todo: 'Correct the name in the MX, or give it an A record.',
    });
  return (
    softFault(check, domain, hosts, records) ??
    fine(check, `${domain}, mail for it goes to ${hosts.join(', ')}`)
  );
}

function softFault(
  check: string,
  domain: string,
  hosts: readonly string[],
  records: Records,
): Finding | null {
  for (const host of hosts) {
    const addresses = addressesOf(records, host);
    if (addresses.length === 0)
      return warning(check, `${host}, an MX of ${domain}, has no address`, { todo: 'Correct or remove it.' });
    const [alias] = records.values(host, 'CNAME');
    if (alias !== undefined)
      return warning(check, `${host}, an MX of ${domain}, is an alias of ${alias} (RFC 2181 §10.3)`, {
        todo: `Name ${alias} in the MX.`,
      });
    if (!addresses.some(isPublicAddress))
      return warning(check, `${host}, an MX of ${domain}, has private addresses only`, {
        todo: 'Give it an address that the Internet reaches.',
      });
  }
  return null;
}
