import type { LookupFunction } from 'node:net';
import type { Finding } from '../../dns/finding.js';
import { openAsk } from '../../dns/gather-records.js';
import { isReservedName } from '../../dns/related-names.js';
import type { Texts } from '../../i18n/texts.js';
import { askForSite } from '../../signing/site-proof.js';
import type { AppContext } from '../../wiring/wiring.js';
import { isOwnSite, judgeBodyLimit, judgeSiteAnswer } from './judge-site-answer.js';
import { reachSite } from './reach-site.js';
import { say } from './say.js';
import { proxyTo } from './tunnel.js';

const CHECK = 'PUBLIC_URL';
/** What a report of a provider, or a list of addresses for the API, may have, and a proxy has to let pass: 1 MiB. */
const LARGE_BODY = 1_048_576;

/**
 * Asks PUBLIC_URL as readers do, with a question that only this installation can answer.
 * @param secretKeys the current one first
 */
export async function lookAtSite(
  { config, clock }: AppContext,
  secretKeys: readonly string[],
  texts: Pick<Texts, 't'>,
): Promise<readonly Finding[]> {
  const { publicUrl, relays, dnsServers } = config;
  const host = new URL(publicUrl).hostname;
  const isLocal = isReservedName(host) || /^(127\.|\[::1\])/.test(host);
  if (isLocal && (relays.length === 0 || !/^https?:\/\/(localhost|127\.|\[::1\])/.test(publicUrl)))
    return [say(texts, CHECK, { verdict: 'unasked', text: 'doctor.site-local', values: { url: publicUrl } })];
  const [secretKey] = secretKeys;
  if (secretKey === undefined) return [say(texts, CHECK, { verdict: 'unasked', text: 'doctor.no-secret' })];
  const question = askForSite(secretKey);
  const url = `${publicUrl}/healthz`;
  const way = {
    proxy: proxyTo(new URL(url)),
    ...(dnsServers.length === 0 ? {} : { lookup: lookupBy(dnsServers) }),
  };
  const reached = await reachSite(url, { ...way, headers: { 'broadsheet-doctor': question.text } });
  const asked = { publicUrl, now: clock(), isProof: question.isAnsweredBy };
  const found = judgeSiteAnswer(asked, reached, texts);
  if (!isOwnSite(asked, reached)) return found;
  const large = await reachSite(url, { ...way, headers: {}, body: Buffer.alloc(LARGE_BODY) });
  return [...found, ...judgeBodyLimit(large, texts)];
}

/** Where DNS_SERVERS are set, names are found there and not in the system's files. */
function lookupBy(servers: readonly string[]): LookupFunction {
  const ask = openAsk(servers);
  return (name, options, callback) => {
    const find = async () => {
      const four = await ask({ name, type: 'A' });
      const six = four.kind === 'records' ? four : await ask({ name, type: 'AAAA' });
      const family = four.kind === 'records' ? 4 : 6;
      return six.kind === 'records' ? six.values.map((address) => ({ address, family })) : [];
    };
    void find().then((found) => {
      const [first] = found;
      if (first === undefined)
        return callback(Object.assign(new Error(`${name} has no address`), { code: 'ENOTFOUND' }), '', 4);
      if (options.all === true) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}
