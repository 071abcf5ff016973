import { isIP } from 'node:net';
import type { MailSetup } from '../mail-setup.js';
import { areRelated, isReservedName } from '../related-names.js';

/** What providers ask for in SPF, by the end of the host that takes mail. */
const INCLUDES: Readonly<Record<string, string>> = {
  'amazonaws.com': 'amazonses.com',
  'mailgun.org': 'mailgun.org',
  'sendgrid.net': 'sendgrid.net',
  'postmarkapp.com': 'spf.mtasv.net',
  'mailjet.com': 'spf.mailjet.com',
  'gmail.com': '_spf.google.com',
  'google.com': '_spf.google.com',
  'office365.com': 'spf.protection.outlook.com',
};
/** Stands where only the provider knows. */
const UNKNOWN_INCLUDE = 'include:YOUR-PROVIDER';

/** The SPF record that lets the mail servers of the settings send. */
export function proposeSpf({ relayHosts, sender }: MailSetup): string {
  const terms = relayHosts.map((host) => {
    const end = Object.keys(INCLUDES).find((name) => host.endsWith(`.${name}`));
    if (end !== undefined) return `include:${INCLUDES[end]}`;
    if (areRelated(host, sender)) return `a:${host}`;
    return isIP(host) !== 0 || isReservedName(host) ? 'a:YOUR-MAIL-SERVER' : UNKNOWN_INCLUDE;
  });
  return ['v=spf1', ...new Set(terms.length === 0 ? [UNKNOWN_INCLUDE] : terms), '-all'].join(' ');
}
