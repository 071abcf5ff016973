import { type Finding, fault, fine, unasked, warning } from './finding.js';
import { judgeDkim } from './judge-dkim.js';
import { judgeDmarc } from './judge-dmarc.js';
import { judgeMx } from './judge-mx.js';
import { judgeReverse } from './judge-reverse.js';
import { judgeSite } from './judge-site.js';
import type { MailSetup } from './mail-setup.js';
import type { Records } from './records.js';
import { areRelated, isReservedName, organisationalDomain } from './related-names.js';
import { judgeSpf } from './spf/judge-spf.js';

/**
 * All that DNS says of the mail and the site of a set-up, the cause before what follows from it.
 * Pure: see {@link Records} for what is not known yet.
 */
export function judgeMail(setup: MailSetup, records: Records): readonly Finding[] {
  if (setup.relayHosts.length === 0)
    return [unasked('DNS', 'not asked: mail goes to the built-in mailbox and leaves this machine never')];
  if (isReservedName(setup.sender))
    return [
      unasked(
        'DNS',
        `not asked: ${setup.sender} is no domain of the public DNS, and readers’ servers refuse mail from it; set MAIL_FROM before mailing real people`,
      ),
    ];
  const top = organisationalDomain(setup.sender);
  const known = ['MX', 'A', 'TXT', 'CNAME'] as const;
  const missing = known.every((type) => isUnknownName(records, top, type));
  const judged = missing
    ? [
        fault(
          'sender',
          `${top} does not exist: nobody has registered it, and receivers refuse mail from it`,
          {
            todo: 'Look for a slip of the pen in MAIL_FROM, or register the domain; the rest of it is asked then.',
          },
        ),
      ]
    : judgeSender(setup, records);
  return [...judged, judgeWaysIn(setup), judgeReverse(setup, records), judgeSite(setup.siteHost, records)];
}

function isUnknownName(records: Records, name: string, type: 'MX' | 'A' | 'TXT' | 'CNAME'): boolean {
  const answer = records.answer(name, type);
  return answer.kind === 'none' && !answer.exists;
}

function judgeSender(setup: MailSetup, records: Records): Finding[] {
  const { sender, returnPath, relayHosts, keys } = setup;
  const ownRelay = relayHosts.find((host) => areRelated(host, sender));
  const host = ownRelay ?? `mail.${organisationalDomain(sender)}`;
  const findings = [judgeMx({ check: 'sender', domain: sender, what: 'answers of readers', host }, records)];
  if (returnPath !== null && returnPath !== sender)
    findings.push(
      judgeMx(
        { check: 'return path', domain: returnPath, what: 'returned mails', host: setup.inboundHost },
        records,
      ),
    );
  findings.push(judgeSpf(setup, records));
  findings.push(...keys.map((key) => judgeDkim(key, records)));
  findings.push(judgeDmarc(setup, records));
  return findings;
}

/** Whether anybody reads what comes back; a list that does not hear bounces is blocked sooner or later. */
function judgeWaysIn({ returnPath, waysIn }: MailSetup): Finding {
  const check = 'returned mail';
  if (waysIn.length > 0) return fine(check, `it comes in by ${waysIn.join(', ')}`);
  const todo =
    'Set IMAP_URL (a mailbox), INBOUND_SMTP, or a webhook of your provider; docs/deliverability.md, What comes back.';
  if (returnPath !== null)
    return fault(check, `RETURN_PATH_DOMAIN is set, and no way in is: bounces reach nobody`, { todo });
  return warning(check, 'no way in is set: bounces go to the mailbox of MAIL_FROM, and dead addresses stay', {
    todo,
  });
}
