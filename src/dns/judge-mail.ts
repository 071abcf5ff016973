import { fault, fine, type Judgement, unasked, warning } from './finding.js';
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
export function judgeMail(setup: MailSetup, records: Records): readonly Judgement[] {
  if (setup.relayHosts.length === 0) return [unasked('DNS', 'dns.built-in')];
  if (isReservedName(setup.sender)) return [unasked('DNS', 'dns.reserved', { sender: setup.sender })];
  const top = organisationalDomain(setup.sender);
  const known = ['MX', 'A', 'TXT', 'CNAME'] as const;
  const missing = known.every((type) => isUnknownName(records, top, type));
  const judged = missing
    ? [fault('sender', { text: 'dns.unregistered', todo: 'dns.unregistered-todo', values: { domain: top } })]
    : judgeSender(setup, records);
  return [...judged, judgeWaysIn(setup), judgeReverse(setup, records), judgeSite(setup.siteHost, records)];
}

function isUnknownName(records: Records, name: string, type: 'MX' | 'A' | 'TXT' | 'CNAME'): boolean {
  const answer = records.answer(name, type);
  return answer.kind === 'none' && !answer.exists;
}

function judgeSender(setup: MailSetup, records: Records): Judgement[] {
  const { sender, returnPath, relayHosts, keys } = setup;
  const ownRelay = relayHosts.find((host) => areRelated(host, sender));
  const host = ownRelay ?? `mail.${organisationalDomain(sender)}`;
  const findings = [judgeMx({ check: 'sender', domain: sender, what: 'answers', host }, records)];
  if (returnPath !== null && returnPath !== sender)
    findings.push(
      judgeMx(
        { check: 'return path', domain: returnPath, what: 'returned', host: setup.inboundHost },
        records,
      ),
    );
  findings.push(judgeSpf(setup, records));
  findings.push(...keys.map((key) => judgeDkim(key, records)));
  findings.push(judgeDmarc(setup, records));
  return findings;
}

/** Whether anybody reads what comes back; a list that does not hear bounces is blocked sooner or later. */
function judgeWaysIn({ returnPath, waysIn }: MailSetup): Judgement {
  const check = 'returned mail';
  if (waysIn.length > 0) return fine(check, 'dns.way-in', { ways: waysIn.join(', ') });
  const todo = 'dns.way-in-todo';
  return returnPath === null
    ? warning(check, { text: 'dns.no-way-in', todo })
    : fault(check, { text: 'dns.no-way-in-set', todo });
}
