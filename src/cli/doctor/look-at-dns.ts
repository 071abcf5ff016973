import type { Config } from '../../config/config.js';
import { type Finding, unasked } from '../../dns/finding.js';
import { gatherRecords, openAsk } from '../../dns/gather-records.js';
import { judgeMail } from '../../dns/judge-mail.js';
import { mailSetupOf } from '../../wiring/mail-setup.js';

/** What DNS says of the mail and the site; without a way to DNS that nothing was asked. */
export async function lookAtDns(config: Config): Promise<readonly Finding[]> {
  const setup = mailSetupOf(config);
  const { judgement, cutOff } = await gatherRecords(
    (records) => judgeMail(setup, records),
    openAsk(config.dnsServers),
  );
  if (cutOff === null) return judgement;
  const servers =
    config.dnsServers.length === 0 ? 'no DNS server' : `none of ${config.dnsServers.join(', ')}`;
  return [unasked('DNS', `not asked: ${servers} answers from here (${cutOff})`)];
}
