import type { Config } from '../../config/config.js';
import type { Finding } from '../../dns/finding.js';
import { gatherRecords, openAsk } from '../../dns/gather-records.js';
import { judgeMail } from '../../dns/judge-mail.js';
import type { Texts } from '../../i18n/texts.js';
import { mailSetupOf } from '../../wiring/mail-setup.js';
import { say, sayJudgement } from './say.js';

/** What DNS says of the mail and the site; without a way to DNS that nothing was asked. */
export async function lookAtDns(config: Config, texts: Pick<Texts, 't'>): Promise<readonly Finding[]> {
  const setup = mailSetupOf(config);
  const { judgement, cutOff } = await gatherRecords(
    (records) => judgeMail(setup, records),
    openAsk(config.dnsServers),
  );
  if (cutOff === null) return judgement.map((one) => sayJudgement(texts, one));
  const values = { count: config.dnsServers.length, servers: config.dnsServers.join(', '), code: cutOff };
  return [say(texts, 'DNS', { verdict: 'unasked', text: 'doctor.no-dns', values })];
}
