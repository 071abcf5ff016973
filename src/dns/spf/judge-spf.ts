import { BlockList, isIP } from 'node:net';
import { isPublicAddress } from '../../public-address.js';
import {
  fault,
  fine,
  type Judgement,
  type Remedied,
  unanswered,
  warning,
  type ZoneRecord,
} from '../finding.js';
import { envelopeDomain, type MailSetup } from '../mail-setup.js';
import { addressesOf, type Records } from '../records.js';
import { areRelated } from '../related-names.js';
import { isSpf, parseSpf, type SpfRecord } from './parse-spf.js';
import { proposeSpf } from './propose-spf.js';
import { MOST_LOOK_UPS, MOST_VOID_LOOK_UPS, type SpfWalk, walkSpf } from './walk-spf.js';

const CHECK = 'SPF';

/** Whether receivers can read the SPF record of the envelope's domain, and what it lets pass (RFC 7208). */
export function judgeSpf(setup: MailSetup, records: Records): Judgement {
  const domain = envelopeDomain(setup);
  const answer = records.answer(domain, 'TXT');
  if (answer.kind === 'failure') return unanswered(CHECK, domain, answer.code);
  const texts = answer.kind === 'records' ? answer.values : [];
  const [record, ...more] = texts.filter(isSpf);
  const proposal = { name: domain, type: 'TXT', value: proposeSpf(setup) } as const;
  if (record === undefined) return judgeMissing(domain, texts, proposal);
  if (more.length > 0) {
    const value = joined([record, ...more]);
    return fault(CHECK, {
      ...{ text: 'dns.spf-many', todo: 'dns.spf-many-todo', values: { domain, count: more.length + 1 } },
      records: [{ ...proposal, value }],
    });
  }
  return judgeRecord(setup, records, record);
}

function judgeMissing(domain: string, texts: readonly string[], proposal: ZoneRecord): Judgement {
  const near = texts.find((text) => /spf1|^\W*v\s*=\s*spf/i.test(text));
  const records = [proposal];
  if (near === undefined)
    return fault(CHECK, {
      text: 'dns.spf-missing',
      todo: 'dns.spf-missing-todo',
      values: { domain },
      records,
    });
  const values = { text: near.slice(0, 60) };
  return fault(CHECK, { text: 'dns.spf-near', todo: 'dns.spf-near-todo', values, records });
}

function judgeRecord(setup: MailSetup, records: Records, text: string): Judgement {
  const domain = envelopeDomain(setup);
  const record = parseSpf(text);
  const walk = walkSpf(records, domain, record);
  const hard = hardFault(domain, record, walk);
  if (hard !== null) return fault(CHECK, hard);
  if (walk.failures.length > 0) {
    const values = { names: walk.failures.join(', ') };
    return warning(CHECK, { text: 'dns.spf-unfollowed', todo: 'dns.again-todo', values });
  }
  const soft = softFault(record, walk) ?? uncoveredRelay(setup, records, walk);
  if (soft !== null) return warning(CHECK, soft);
  return fine(CHECK, 'dns.spf-right', { domain, lookUps: walk.lookUps, most: MOST_LOOK_UPS });
}

/** What makes receivers treat all mail as if the record were broken, or let everybody pass. */
function hardFault(domain: string, record: SpfRecord, walk: SpfWalk): Remedied | null {
  const told = (name: string, values: Remedied['values'] = {}): Remedied => ({
    ...{ text: `dns.spf-${name}`, todo: `dns.spf-${name}-todo`, values },
  });
  if (walk.faults.length > 0) return told('unusable', { domain, faults: walk.faults.join('; ') });
  if (walk.lookUps > MOST_LOOK_UPS) {
    const sorted = [...walk.costs].sort(([, one], [, other]) => other - one);
    const costs = sorted.map(([term, cost]) => `${term} ${cost}`).join(', ');
    return told('costly', { domain, lookUps: walk.lookUps, most: MOST_LOOK_UPS, costs });
  }
  if (walk.voids.length > MOST_VOID_LOOK_UPS) {
    const names = walk.voids.join(', ');
    return told('voids', { count: walk.voids.length, names, most: MOST_VOID_LOOK_UPS });
  }
  const all = record.terms.find(({ mechanism }) => mechanism === 'all');
  if (all?.qualifier === '+') return told('everybody', { term: all.text, domain });
  const passes = record.terms.some(({ mechanism, qualifier }) => mechanism !== 'all' && qualifier === '+');
  if (!passes && record.redirect === null) return told('nobody', { domain });
  const at = record.terms.findIndex(({ mechanism }) => mechanism === 'all');
  const unread = at < 0 ? [] : record.terms.slice(at + 1);
  if (unread.length === 0) return null;
  const rest = unread.map(({ text }) => text).join(' ');
  return told('unread', { term: record.terms[at]?.text ?? '', rest });
}

function softFault(record: SpfRecord, walk: SpfWalk): Remedied | null {
  const all = record.terms.find(({ mechanism }) => mechanism === 'all');
  if (all === undefined && record.redirect === null)
    return { text: 'dns.spf-endless', todo: 'dns.spf-endless-todo' };
  if (all?.qualifier === '?') return { text: 'dns.spf-neutral', todo: 'dns.spf-neutral-todo' };
  if (walk.voids.length > 0) {
    const values = { count: walk.voids.length, names: walk.voids.join(', ') };
    return { text: 'dns.spf-void', todo: 'dns.spf-void-todo', values };
  }
  return walk.usesPtr ? { text: 'dns.spf-ptr', todo: 'dns.spf-ptr-todo' } : null;
}

/** Only a mail server of one's own: a provider's sends by other machines than those that take mail. */
function uncoveredRelay(setup: MailSetup, records: Records, walk: SpfWalk): Remedied | null {
  if (walk.usesMacros || walk.usesPtr) return null;
  for (const host of setup.relayHosts.filter((name) => areRelated(name, setup.sender))) {
    const own = addressesOf(records, host).filter(isPublicAddress);
    const uncovered = own.filter((address) => !isWithin(address, walk.networks));
    if (uncovered.length > 0)
      return {
        ...{ text: 'dns.spf-uncovered', todo: 'dns.spf-uncovered-todo' },
        values: { host, addresses: uncovered.join(', ') },
      };
  }
  return null;
}

function isWithin(address: string, networks: readonly string[]): boolean {
  const version = isIP(address);
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', bits] = network.split('/');
    if (isIP(base) !== version) continue;
    list.addSubnet(
      base,
      bits === undefined ? (version === 4 ? 32 : 128) : Number(bits),
      `ipv${version as 4 | 6}`,
    );
  }
  return list.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** One record with the terms of several, the strictest end last. */
function joined(texts: readonly string[]): string {
  const words = texts.flatMap((text) => text.split(/ +/).slice(1)).filter((word) => word !== '');
  const ends = ['-all', '~all', '?all'].find((end) => words.includes(end)) ?? '-all';
  const rest = words.filter((word) => !/^[+\-~?]?all$/i.test(word));
  return ['v=spf1', ...new Set(rest), ends].join(' ');
}
