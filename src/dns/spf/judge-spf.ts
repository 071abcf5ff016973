import { BlockList, isIP } from 'node:net';
import { isPublicAddress } from '../../public-address.js';
import { type Finding, fault, fine, type Remedy, unanswered, warning, type ZoneRecord } from '../finding.js';
import { envelopeDomain, type MailSetup } from '../mail-setup.js';
import { addressesOf, type Records } from '../records.js';
import { areRelated } from '../related-names.js';
import { isSpf, parseSpf, type SpfRecord } from './parse-spf.js';
import { proposeSpf } from './propose-spf.js';
import { MOST_LOOK_UPS, MOST_VOID_LOOK_UPS, type SpfWalk, walkSpf } from './walk-spf.js';

const CHECK = 'SPF';

/** Whether receivers can read the SPF record of the envelope's domain, and what it lets pass (RFC 7208). */
export function judgeSpf(setup: MailSetup, records: Records): Finding {
  const domain = envelopeDomain(setup);
  const answer = records.answer(domain, 'TXT');
  if (answer.kind === 'failure') return unanswered(CHECK, domain, answer.code);
  const texts = answer.kind === 'records' ? answer.values : [];
  const [record, ...more] = texts.filter(isSpf);
  const proposal = { name: domain, type: 'TXT', value: proposeSpf(setup) } as const;
  if (record === undefined) return judgeMissing(domain, texts, proposal);
  if (more.length > 0) {
    const value = joined([record, ...more]);
    return fault(CHECK, `${domain} has ${more.length + 1} SPF records, and receivers read none of them`, {
      todo: 'Keep one, with what all of them let pass, and delete the others:',
      records: [{ ...proposal, value }],
    });
  }
  return judgeRecord(setup, records, record);
}

function judgeMissing(domain: string, texts: readonly string[], proposal: ZoneRecord): Finding {
  const near = texts.find((text) => /spf1|^\W*v\s*=\s*spf/i.test(text));
  const remedy = {
    todo: 'Set this record, with what your mail server’s provider names:',
    records: [proposal],
  };
  if (near === undefined) return fault(CHECK, `${domain} has no SPF record`, remedy);
  return fault(CHECK, `no receiver takes this for an SPF record: ${near.slice(0, 60)}`, {
    todo: 'It has to begin with v=spf1 and a space, without quotes of its own. Set in its place:',
    records: [proposal],
  });
}

function judgeRecord(setup: MailSetup, records: Records, text: string): Finding {
  const domain = envelopeDomain(setup);
  const record = parseSpf(text);
  const walk = walkSpf(records, domain, record);
  const hard = hardFault(domain, record, walk);
  if (hard !== null) return fault(CHECK, hard[0], hard[1]);
  if (walk.failures.length > 0) return unanswered(CHECK, walk.failures.join(', '), 'while SPF was followed');
  const soft = softFault(record, walk) ?? uncoveredRelay(setup, records, walk);
  if (soft !== null) return warning(CHECK, soft[0], soft[1]);
  return fine(CHECK, `${domain}: ${walk.lookUps} of ${MOST_LOOK_UPS} look-ups`);
}

/** What makes receivers treat all mail as if the record were broken, or let everybody pass. */
function hardFault(domain: string, record: SpfRecord, walk: SpfWalk): [string, Remedy] | null {
  if (walk.faults.length > 0)
    return [
      `receivers cannot use the record of ${domain}: ${walk.faults.join('; ')}`,
      { todo: 'Correct this part of the record, or take it out.' },
    ];
  if (walk.lookUps > MOST_LOOK_UPS) {
    const costs = [...walk.costs].sort(([, one], [, other]) => other - one);
    const told = costs.map(([term, cost]) => `${term} ${cost}`).join(', ');
    return [
      `${domain} needs ${walk.lookUps} look-ups, and receivers stop after ${MOST_LOOK_UPS}: ${told}`,
      { todo: 'Take out what no longer sends for you, or name networks (ip4:, ip6:) in place of names.' },
    ];
  }
  if (walk.voids.length > MOST_VOID_LOOK_UPS)
    return [
      `${walk.voids.length} names of the record have no records (${walk.voids.join(', ')}), and receivers give up after ${MOST_VOID_LOOK_UPS}`,
      { todo: 'Correct these names, or take them out.' },
    ];
  const all = record.terms.find(({ mechanism }) => mechanism === 'all');
  if (all?.qualifier === '+')
    return [`${all.text} lets everybody send as ${domain}`, { todo: 'End the record with -all or ~all.' }];
  const passes = record.terms.some(({ mechanism, qualifier }) => mechanism !== 'all' && qualifier === '+');
  if (!passes && record.redirect === null)
    return [
      `the record lets nobody send for ${domain}`,
      { todo: 'Name your mail server before all: include:, a: or ip4:.' },
    ];
  const at = record.terms.findIndex(({ mechanism }) => mechanism === 'all');
  const unread = at < 0 ? [] : record.terms.slice(at + 1);
  if (unread.length > 0)
    return [
      `receivers stop reading at ${record.terms[at]?.text}; after it: ${unread.map(({ text }) => text).join(' ')}`,
      { todo: 'Move it before all, which has to be the last.' },
    ];
  return null;
}

function softFault(record: SpfRecord, walk: SpfWalk): [string, Remedy] | null {
  const all = record.terms.find(({ mechanism }) => mechanism === 'all');
  if (all === undefined && record.redirect === null)
    return ['the record has no end: others are not refused', { todo: 'Put -all or ~all at its end.' }];
  if (all?.qualifier === '?')
    return ['?all says nothing of others, as if there were no record', { todo: 'Make it ~all or -all.' }];
  if (walk.voids.length > 0)
    return [
      `${walk.voids.join(' and ')} in the record has no records`,
      { todo: 'Correct the name, or take it out.' },
    ];
  if (walk.usesPtr)
    return ['ptr is slow, and some receivers do not ask for it (RFC 7208 §5.5)', { todo: 'Take ptr out.' }];
  return null;
}

/** Only a mail server of one's own: a provider's sends by other machines than those that take mail. */
function uncoveredRelay(setup: MailSetup, records: Records, walk: SpfWalk): [string, Remedy] | null {
  if (walk.usesMacros || walk.usesPtr) return null;
  for (const host of setup.relayHosts.filter((name) => areRelated(name, setup.sender))) {
    const own = addressesOf(records, host).filter(isPublicAddress);
    const uncovered = own.filter((address) => !isWithin(address, walk.networks));
    if (uncovered.length > 0)
      return [
        `the mail server ${host} (${uncovered.join(', ')}) is not among those that may send`,
        { todo: `Add a:${host} before all, unless it hands its mail on to another.` },
      ];
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
