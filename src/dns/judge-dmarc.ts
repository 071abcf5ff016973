import {
  fault,
  fine,
  type Judgement,
  type Remedied,
  unanswered,
  warning,
  type ZoneRecord,
} from './finding.js';
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
export function judgeDmarc(setup: MailSetup, records: Records): Judgement {
  for (const domain of upToOrganisation(setup.sender)) {
    const name = `_dmarc.${domain}`;
    const answer = records.answer(name, 'TXT');
    if (answer.kind === 'failure') return unanswered(CHECK, name, answer.code);
    const texts = answer.kind === 'records' ? answer.values : [];
    const [record, ...more] = texts.filter((text) => /^v\s*=\s*DMARC1\s*(;|$)/.test(text));
    if (more.length > 0)
      return fault(CHECK, {
        ...{ text: 'dns.dmarc-many', todo: 'dns.dmarc-many-todo' },
        values: { name, count: more.length + 1 },
      });
    if (record !== undefined) return judgePolicy({ setup, records, name, domain }, record);
    const near = texts.find((text) => /dmarc/i.test(text));
    if (near !== undefined)
      return fault(CHECK, {
        ...{ text: 'dns.dmarc-near', todo: 'dns.dmarc-near-todo' },
        values: { name, text: near.slice(0, 60) },
        records: [dmarcRecord(setup)],
      });
  }
  return judgeMissing(setup, records);
}

function judgeMissing(setup: MailSetup, records: Records): Judgement {
  const record = dmarcRecord(setup);
  const doubled = `${record.name}.${organisationalDomain(setup.sender)}`;
  const misplaced = [doubled, setup.sender, `dmarc.${setup.sender}`].find((name) =>
    records.values(name, 'TXT').some((text) => /v\s*=\s*DMARC1/i.test(text)),
  );
  const { name } = record;
  return fault(CHECK, {
    ...(misplaced === undefined
      ? { text: 'dns.dmarc-missing', todo: 'dns.dmarc-missing-todo', values: { name } }
      : { text: 'dns.dmarc-misplaced', todo: 'dns.dmarc-misplaced-todo', values: { name, at: misplaced } }),
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

function judgePolicy(policy: Policy, text: string): Judgement {
  const { setup, name, domain } = policy;
  const tags = parseTagList(text);
  if (tags === null)
    return fault(CHECK, {
      ...{ text: 'dns.dmarc-parts', todo: 'dns.dmarc-parts-todo', values: { name, text: text.slice(0, 60) } },
      records: [{ ...dmarcRecord(setup), name }],
    });
  const own = tags.get('p');
  if (own === undefined || !POLICIES.has(own.toLowerCase()))
    return fault(CHECK, {
      text: own === undefined ? 'dns.dmarc-no-policy' : 'dns.dmarc-policy',
      ...{ todo: 'dns.dmarc-policy-todo', values: { name, policy: own ?? '' } },
    });
  const ill = misalignment(setup, tags);
  if (ill !== null) return ill;
  const inForce = (domain === setup.sender ? own : (tags.get('sp') ?? own)).toLowerCase();
  const weak = reportFault(policy, tags) ?? signatureFault(setup, tags);
  if (weak !== null) return weak;
  const watches = inForce === 'none' ? 'yes' : 'no';
  return fine(CHECK, 'dns.dmarc-right', { name, policy: inForce, watches, way: howAligned(setup, tags) });
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
  return signature && envelope ? 'both' : signature ? 'signature' : 'envelope';
}

function misalignment(setup: MailSetup, tags: TagList): Judgement | null {
  const { signature, envelope } = alignments(setup, tags);
  if (signature || envelope) return null;
  const signed = [...new Set(setup.keys.map(({ domain }) => domain))];
  return fault(CHECK, {
    ...{ text: 'dns.dmarc-fails', todo: 'dns.dmarc-fails-todo' },
    values: {
      ...{ sender: setup.sender, envelope: envelopeDomain(setup), domains: signed.join(', ') },
      ...{ signed: signed.length === 0 ? 'none' : 'some', organisation: organisationalDomain(setup.sender) },
    },
  });
}

function signatureFault(setup: MailSetup, tags: TagList): Judgement | null {
  if (alignments(setup, tags).signature) return null;
  const text = setup.keys.length === 0 ? 'dns.dmarc-unsigned' : 'dns.dmarc-foreign';
  return warning(CHECK, { text, todo: 'dns.dmarc-sign-todo', values: { sender: setup.sender } });
}

function reportFault({ records, domain, name }: Policy, tags: TagList): Judgement | null {
  const told = ({ values, ...said }: Remedied) => warning(CHECK, { ...said, values: { name, ...values } });
  for (const mode of ['adkim', 'aspf']) {
    const value = tags.get(mode);
    if (value !== undefined && value !== 'r' && value !== 's')
      return told({ text: 'dns.dmarc-mode', todo: 'dns.dmarc-mode-todo', values: { mode, value } });
  }
  for (const uri of (tags.get('rua') ?? '').split(',').map((one) => one.trim())) {
    if (uri === '') continue;
    const [, to] = /^mailto:[^@\s]+@([^!\s]+)(![0-9]+[kmgt]?)?$/i.exec(uri) ?? [];
    if (to === undefined)
      return told({ text: 'dns.dmarc-no-address', todo: 'dns.dmarc-no-address-todo', values: { uri } });
    const consent = `${domain}._report._dmarc.${to.toLowerCase()}`;
    const agrees = areRelated(to.toLowerCase(), domain) || consents(records, consent);
    if (!agrees)
      return told({
        ...{ text: 'dns.dmarc-consent', todo: 'dns.dmarc-consent-todo', values: { to } },
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
