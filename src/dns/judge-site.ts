import { isIP } from 'node:net';
import { isPublicAddress } from '../public-address.js';
import { fault, fine, type Judgement, unanswered, unasked, warning } from './finding.js';
import { addressesOf, type Records } from './records.js';
import { isReservedName } from './related-names.js';

const CHECK = 'site';

/** Whether readers find the host of PUBLIC_URL, which every link in mail names. */
export function judgeSite(host: string, records: Records): Judgement {
  if (isIP(host) !== 0) return unasked(CHECK, 'dns.site-address', { host });
  if (isReservedName(host)) return unasked(CHECK, 'dns.site-reserved', { host });
  const answer = records.answer(host, 'A');
  const addresses = addressesOf(records, host);
  if (answer.kind === 'failure' && addresses.length === 0) return unanswered(CHECK, host, answer.code);
  if (addresses.length === 0)
    return fault(CHECK, {
      ...{ text: 'dns.site-nowhere', todo: 'dns.site-nowhere-todo', values: { host } },
      records: [{ name: host, type: 'A', value: 'THE-ADDRESS' }],
    });
  const values = { host, addresses: addresses.join(', ') };
  if (!addresses.some(isPublicAddress))
    return warning(CHECK, { text: 'dns.site-private', todo: 'dns.site-private-todo', values });
  return fine(CHECK, 'dns.site-right', values);
}
