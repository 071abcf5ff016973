import { isReservedName } from '../../dns/related-names.js';
import { recordsToSet, zoneFile } from '../../dns/zone-file.js';
import { mailSetupOf } from '../../wiring/mail-setup.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface DnsOptions {
  readonly json?: boolean;
}

/** `broadsheet dns`: the records that the settings ask for, as a zone file; asks nobody. */
export function dnsCommand(terminal: Terminal, { json }: DnsOptions): Promise<number> {
  return withAppContext(terminal, async ({ config }) => {
    const setup = mailSetupOf(config);
    const records = recordsToSet(setup);
    if (isReservedName(setup.sender))
      terminal.err(`${setup.sender} is no domain of the public DNS: set MAIL_FROM to yours first.\n`);
    if (setup.keys.length === 0)
      terminal.err(
        'Mail is not signed: set DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE for the record of the key.\n',
      );
    if (records.some(({ value }) => value.includes('YOUR-')))
      terminal.err('Put what your provider names in the place of YOUR-….\n');
    terminal.out(json === true ? `${JSON.stringify({ records })}\n` : zoneFile(records));
    return 0;
  });
}
