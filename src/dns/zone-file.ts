import type { ZoneRecord } from './finding.js';
import { dkimRecord } from './judge-dkim.js';
import { dmarcRecord } from './judge-dmarc.js';
import { envelopeDomain, type MailSetup } from './mail-setup.js';
import { areRelated } from './related-names.js';
import { proposeSpf } from './spf/propose-spf.js';

/** A character-string holds 255 octets (RFC 1035 §3.3); shorter ones fit a terminal. */
const LONGEST_STRING = 66;
const INDENT = '    ';

/** The records that the set-up asks for, as far as it knows them. */
export function recordsToSet(setup: MailSetup): readonly ZoneRecord[] {
  const { returnPath, sender, keys, inboundHost, relayHosts } = setup;
  const envelope = envelopeDomain(setup);
  const ownRelay = relayHosts.find((host) => areRelated(host, sender));
  return [
    { name: sender, type: 'MX', value: `10 ${ownRelay ?? 'YOUR-MAIL-SERVER'}.` },
    ...(returnPath === null || returnPath === sender
      ? []
      : [{ name: returnPath, type: 'MX', value: `10 ${inboundHost}.` } as const]),
    { name: envelope, type: 'TXT', value: proposeSpf(setup) },
    ...keys.map(dkimRecord),
    dmarcRecord(setup),
  ];
}

/** Records as lines of a zone file (RFC 1035 §5.1); a long text is several strings within brackets. */
export function zoneFile(records: readonly ZoneRecord[]): string {
  return records.map((record) => `${zoneLines(record).join('\n')}\n`).join('');
}

/** The lines of one record, none longer than 80 columns but for names that are. */
export function zoneLines({ name, type, value }: ZoneRecord): string[] {
  if (type !== 'TXT') return [`${name}. ${type} ${value}`];
  const line = `${name}. TXT "${value}"`;
  if (line.length <= 74 && value.length <= LONGEST_STRING) return [line];
  const strings = value.match(new RegExp(`.{1,${LONGEST_STRING}}`, 'g')) ?? [];
  return [`${name}. TXT (`, ...strings.map((text) => `${INDENT}"${text}"`), ')'];
}
