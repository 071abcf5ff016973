import { isIP } from 'node:net';
import { isPublicAddress } from '../public-address.js';
import { type Finding, fault, fine, unanswered, unasked, warning } from './finding.js';
import { addressesOf, type Records } from './records.js';
import { isReservedName } from './related-names.js';

const CHECK = 'site';

/** Whether readers find the host of PUBLIC_URL, which every link in mail names. */
export function judgeSite(host: string, records: Records): Finding {
  if (isIP(host) !== 0) return unasked(CHECK, `${host} is an address`);
  if (isReservedName(host)) return unasked(CHECK, `${host} is not in the public DNS`);
  const answer = records.answer(host, 'A');
  const addresses = addressesOf(records, host);
  if (answer.kind === 'failure' && addresses.length === 0) return unanswered(CHECK, host, answer.code);
  if (addresses.length === 0)
    return fault(CHECK, `${host}, the host of PUBLIC_URL, has no address: no link in mail works`, {
      todo: 'Correct PUBLIC_URL, or set an A record with the address of your proxy:',
      records: [{ name: host, type: 'A', value: 'THE-ADDRESS' }],
    });
  if (!addresses.some(isPublicAddress))
    return warning(CHECK, `${host} has private addresses only (${addresses.join(', ')})`, {
      todo: 'Readers elsewhere cannot open links, and one-click unsubscribing fails. Set a public address.',
    });
  return fine(CHECK, `${host} is at ${addresses.join(', ')}`);
}
