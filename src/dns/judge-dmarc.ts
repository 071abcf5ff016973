import { type Finding, fault, fine, type Remedy, unanswered, warning, type ZoneRecord } from './finding.js';
import { envelopeDomain, type MailSetup } from './mail-setup.js';
import type { Records } from './records.js';
import { areRelated, organisationalDomain, upToOrganisation } from './related-names.js';
import { parseTagList, type TagList } from './tag-list.js';

const CHECK = 'DMARC';
const POLICIES = new Set(['none', 'quarantine', 'reject']);

/** The record to begin with: it asks nothing of receivers but reports. */
export function dmarcRecord({ sender }: MailSetup): ZoneRecord {
  return {
    name: `_dmarc.${sender}`,
    type: 'TXT',
    value: `v=DMARC1; p=none; rua=mailto:dmarc@${organisationalDomain(sender)}`,
  };
}

/**
 * Whether receivers find a policy, at the sender's domain or above it, and whether mail passes by it: by a signature
 * or an envelope of the same domain (RFC 9989, before it RFC 7489).
 */
export function judgeDmarc(setup: MailSetup, records: Records): Finding {
  for (const domain of upToOrganisation(setup.sender)) {
    const name = `_dmarc.${domain}`;
    const answer = records.answer(name, 'TXT');
    if (answer.kind === 'failure') return unanswered(CHECK, name, answer.code);
    const texts = answer.kind === 'records' ? answer.values : [];
    const [record, ...more] = texts.filter((text) => /^v\s*=\s*DMARC1\s*(;|$)/.test(text));
    if (more.length > 0)
      return fault(CHECK, `${name} has ${more.length + 1} records, and receivers read none of them`, {
        todo: 'Keep one of them.',
      });
    if (record !== undefined) return judgePolicy({ setup, records, name, domain }, record);
    const near = texts.find((text) => /dmarc/i.test(text));
    if (near !== undefined)
      return fault(CHECK, `no receiver reads this at ${name}: ${near.slice(0, 60)}`, {
        todo: 'It has to begin with v=DMARC1; and its parts are separated by semicolons:',
        records: [dmarcRecord(setup)],
      });
  }
  return judgeMissing(setup, records);
}

function judgeMissing(setup: MailSetup, records: Records): Finding {
  const record = dmarcRecord(setup);
  const remedy = { todo: 'Set this record; it changes nothing and has receivers report:', records: [record] };
  const doubled = `${record.name}.${organisationalDomain(setup.sender)}`;
  const misplaced = [doubled, setup.sender, `dmarc.${setup.sender}`].find((name) =>
    records.values(name, 'TXT').some((text) => /v\s*=\s*DMARC1/i.test(text)),
  );
  if (misplaced === undefined)
    return fault(
      CHECK,
      `neither ${record.name} nor a domain above it has a record; large receivers ask for one`,
      remedy,
    );
  return fault(CHECK, `the record stands at ${misplaced}, where nobody looks`, {
    todo: `Move it to ${record.name}; as it could be:`,
    records: [record],
  });
}

interface Policy {
  readonly setup: MailSetup;
  readonly records: Records;
  /** `_dmarc.example.org`. */
  readonly name: string;
  readonly domain: string;
}

function judgePolicy(policy: Policy, text: string): Finding {
  const { setup, name, domain } = policy;
  const tags = parseTagList(text);
  if (tags === null)
    return fault(CHECK, `the parts of ${name} cannot be told apart: ${text.slice(0, 60)}`, {
      todo: 'Separate them by semicolons, each tag=value:',
      records: [{ ...dmarcRecord(setup), name }],
    });
  const own = tags.get('p');
  if (own === undefined || !POLICIES.has(own.toLowerCase()))
    return fault(CHECK, `${name}: ${own === undefined ? 'p= is missing' : `p=${own} is no policy`}`, {
      todo: 'p= is none, quarantine or reject.',
    });
  const ill = misalignment(setup, tags);
  if (ill !== null) return ill;
  const inForce = (domain === setup.sender ? own : (tags.get('sp') ?? own)).toLowerCase();
  const weak = reportFault(policy, tags) ?? signatureFault(setup, tags);
  if (weak !== null) return weak;
  const later = inForce === 'none' ? ' (watches only; later quarantine, then reject)' : '';
  return fine(CHECK, `${name} p=${inForce}${later}; ${howAligned(setup, tags)}`);
}

/** Strict asks for the same name, relaxed for the same organisation. */
function isAligned(setup: MailSetup, domain: string, mode: string | undefined): boolean {
  return mode === 's' ? domain === setup.sender : areRelated(domain, setup.sender);
}

function alignments(setup: MailSetup, tags: TagList) {
  return {
    signature: setup.keys.some(({ domain }) => isAligned(setup, domain, tags.get('adkim'))),
    envelope: isAligned(setup, envelopeDomain(setup), tags.get('aspf')),
  };
}

function howAligned(setup: MailSetup, tags: TagList): string {
  const { signature, envelope } = alignments(setup, tags);
  return `passes by ${signature && envelope ? 'signature and envelope' : signature ? 'signature' : 'envelope'}`;
}

function misalignment(setup: MailSetup, tags: TagList): Finding | null {
  const { signature, envelope } = alignments(setup, tags);
  if (signature || envelope) return null;
  const signed = [...new Set(setup.keys.map(({ domain }) => domain))].join(' and ') || 'no domain';
  return fault(
    CHECK,
    `no mail passes: From is ${setup.sender}, the signature of ${signed}, the envelope of ${envelopeDomain(setup)}`,
    {
      todo: `Sign for ${setup.sender} (DKIM_DOMAIN), or set RETURN_PATH_DOMAIN within ${organisationalDomain(setup.sender)}.`,
    },
  );
}

function signatureFault(setup: MailSetup, tags: TagList): Finding | null {
  if (alignments(setup, tags).signature) return null;
  const why =
    setup.keys.length === 0
      ? 'mail is not signed here; unless the mail server signs, what is forwarded fails'
      : `no signature is of ${setup.sender}, so what is forwarded fails`;
  return warning(CHECK, `mail passes by its envelope alone: ${why}`, {
    todo: `Make a key and set DKIM_DOMAIN=${setup.sender}; broadsheet dns then prints its record.`,
  });
}

function reportFault({ records, domain, name }: Policy, tags: TagList): Finding | null {
  const told = (text: string, remedy: Remedy) => warning(CHECK, `${name}: ${text}`, remedy);
  for (const mode of ['adkim', 'aspf'])
    if (!['r', 's', undefined].includes(tags.get(mode)))
      return told(`${mode}=${tags.get(mode)} is neither r nor s`, { todo: `Take ${mode}= out.` });
  for (const uri of (tags.get('rua') ?? '').split(',').map((one) => one.trim())) {
    if (uri === '') continue;
    const [, to] = /^mailto:[^@\s]+@([^!\s]+)(![0-9]+[kmgt]?)?$/i.exec(uri) ?? [];
    if (to === undefined)
      return told(`rua=${uri} is no address that reports go to`, { todo: 'Write it as rua=mailto:address.' });
    const consent = `${domain}._report._dmarc.${to.toLowerCase()}`;
    const agrees = areRelated(to.toLowerCase(), domain) || consents(records, consent);
    if (!agrees)
      return told(`reports go to ${to}, which does not say that it takes them`, {
        todo: `Have this set at ${to}, or name an address of your own:`,
        records: [{ name: consent, type: 'TXT', value: 'v=DMARC1' }],
      });
  }
  return null;
}

/** RFC 9990 §4, before it RFC 7489 §7.1; nobody is blamed whose servers do not answer. */
function consents(records: Records, name: string): boolean {
  const answer = records.answer(name, 'TXT');
  return (
    answer.kind === 'failure' || records.values(name, 'TXT').some((text) => /^v\s*=\s*DMARC1/.test(text))
  );
}
