import { parseReply, type SmtpReply } from '../../../src/delivery/smtp/smtp-reply.js';
import type { Random } from '../random.js';
import {
  type Dialect,
  deadInReport,
  deadInSession,
  filled,
  full,
  outages,
  refusedAccount,
} from './dialects.js';
import { deadReport, type Sent, vacationMail } from './mails.js';

/** From a day up to another, counted from 0. */
interface Span {
  readonly from: number;
  readonly until: number;
}

/** One reader as nature made them; what our rows say of them is another matter. */
export interface InventedReader {
  readonly address: string;
  /** From which day on nobody reads the mail; null: alive. */
  readonly diesOn: number | null;
  readonly dead: { readonly session: Dialect } | { readonly report: (typeof deadInReport)[number] };
  readonly away: Span | null;
  readonly awayKind: number;
  readonly full: (Span & { readonly dialect: Dialect }) | null;
}

/** What becomes of one attempt. */
export interface Answered {
  readonly reply: SmtpReply;
  /** A mail that comes back later. */
  readonly mail: Buffer | null;
}

const DEAD_SHARE = 0.03;
const AWAY_SHARE = 0.2;
const FULL_SHARE = 0.05;
const BIG = ['big-a.example', 'big-b.example'] as const;
const SMALL_DOMAINS = 300;
/** So many messages a refusing relay takes each day. */
const TAKEN = 5;
const TAKES = parseReply('final', '250 2.0.0 Ok: queued');

/** When what happens to everybody; a shorter simulation has all of it too. */
export interface Misfortunes {
  readonly relay: Span;
  readonly outages: readonly [Span, Span];
}

export function misfortunesIn(days: number): Misfortunes {
  const at = (share: number, length: number) => {
    const from = Math.floor(days * share);
    return { from, until: from + Math.max(1, Math.round((days * length) / 60)) };
  };
  return { relay: at(1 / 3, 7), outages: [at(0.55, 2), at(0.75, 2)] };
}

export function inventReaders(count: number, days: number, random: Random): InventedReader[] {
  return Array.from({ length: count }, (_, index) => {
    const dies = index < count * DEAD_SHARE;
    const span = (shortest: number, longest: number): Span => {
      const from = random.below(days);
      return { from, until: from + shortest + random.below(longest - shortest + 1) };
    };
    const dialect = full[random.below(full.length)] as Dialect;
    return {
      address: `reader-${index}@${domainOf(random)}`,
      // Half of them are dead when the list is imported; three digests must be left for the others.
      diesOn: !dies ? null : index % 2 === 0 ? 0 : random.below(Math.max(1, days - 8)),
      dead: deadDialect(index),
      away: !dies && random.next() < AWAY_SHARE ? span(3, 21) : null,
      awayKind: random.below(4),
      full: !dies && random.next() < FULL_SHARE ? { ...span(2, 14), dialect } : null,
    };
  });
}

function domainOf(random: Random): string {
  const share = random.next();
  if (share < 0.25) return BIG[0];
  return share < 0.4 ? BIG[1] : `d${random.below(SMALL_DOMAINS)}.example`;
}

function deadDialect(index: number): InventedReader['dead'] {
  const which = index % (deadInSession.length + deadInReport.length);
  const session = deadInSession[which];
  const report = deadInReport[which - deadInSession.length];
  return session !== undefined ? { session } : { report: report as (typeof deadInReport)[number] };
}

/** Servers, the relay and people, who answer as their nature and the day have it. */
export function openWorld(misfortunes: Misfortunes) {
  let relayDay = -1;
  let relayTook = 0;
  const within = (span: Span, day: number) => day >= span.from && day < span.until;

  /** The relay speaks first, then the reader's server. */
  function answer(reader: InventedReader, day: number, sent: Sent): Answered & { readonly byRelay: boolean } {
    if (within(misfortunes.relay, day)) {
      if (relayDay !== day) relayTook = 0;
      relayDay = day;
      relayTook += 1;
      const words = refusedAccount[day % refusedAccount.length] ?? '';
      if (relayTook > TAKEN) return { reply: parseReply('rcpt', words), mail: null, byRelay: true };
    }
    return { ...answerOfServer(reader, day, sent), byRelay: false };
  }

  function answerOfServer(reader: InventedReader, day: number, sent: Sent): Answered {
    const { address } = reader;
    const domain = address.slice(address.lastIndexOf('@') + 1);
    const saying = ({ stage, reply }: Dialect) => ({
      reply: parseReply(stage, filled(reply, address)),
      mail: null,
    });
    for (const [index, name] of BIG.entries()) {
      const isOut = within(misfortunes.outages[index] as Span, day);
      if (domain === name && isOut) return saying({ stage: 'rcpt', reply: outages[index] ?? '' });
    }
    // Each message has an envelope sender of its own, so each is greylisted.
    const isGreylisting = /^d\d*5\.example$/.test(domain);
    if (isGreylisting && sent.attempts === 1) {
      return saying({ stage: 'rcpt', reply: '450 4.2.0 <{a}>: Recipient address rejected: Greylisted' });
    }
    if (reader.diesOn !== null && day >= reader.diesOn) {
      if ('session' in reader.dead) return saying(reader.dead.session);
      return { reply: TAKES, mail: deadReport(reader.dead.report, sent) };
    }
    if (reader.full !== null && within(reader.full, day)) return saying(reader.full.dialect);
    const isAway = reader.away !== null && within(reader.away, day);
    return { reply: TAKES, mail: isAway ? vacationMail(reader.awayKind, sent) : null };
  }

  return { answer };
}
