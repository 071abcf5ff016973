import { addressesIn, carriedAddress, sameAddress } from '../addresses.js';
import type { Finding } from '../finding.js';
import type { ParsedMail } from '../parsed-mail.js';
import { serverWords } from '../reply-codes.js';
import { type RecipientLine, recipientLines } from './recipient-lines.js';

const MOST_RECIPIENTS = 50;
const LONGEST_TEXT = 4_000;
/** Of what is said about several recipients together. */
const MOST_SAID = 6_000;

/**
 * Reads a report that only speaks to people: who is named in it, and what is said about each. Knows no server,
 * only how such reports are laid out.
 */
export function readFreeForm(mail: ParsedMail): Finding[] {
  const { lines } = mail;
  const action = isDelayed(mail, lines) ? 'delayed' : 'failed';
  const sections = recipientsOf(mail, lines);
  const whole = tidy(lines.join('\n'));
  const longest = Math.floor(MOST_SAID / sections.length);
  return sections.map(({ recipient, text }) => ({
    recipient,
    aliases: [],
    action,
    status: null,
    diagnostic: text.slice(0, Math.max(longest, 120)),
    // What is said about others says nothing about this one.
    context: sections.length === 1 ? whole : '',
    dialect: 'free-form',
  }));
}

const DELAYED =
  /warning message only|do(es)? not need to re-?send|has been delayed|is delayed|will be retried|will (continue|keep) (to try|trying)|could not (yet )?be (sent|delivered) (for|in|within) (the )?(past|last)|temporary failure report|still trying|not yet (been )?(delivered|sent)|delivery.{0,20}delayed/i;
const DELAYED_SUBJECT = /\bdelay(ed)?\b|\bwarning\b|temporar|deferred/i;
const FINAL_REPLY = /(^|[\s:])5[0-5]\d[ -]|\b5\.\d\.\d{1,3}\b/;

function isDelayed({ subject }: ParsedMail, lines: readonly string[]): boolean {
  const opening = lines.slice(0, 60);
  if (opening.some((line) => DELAYED.test(line))) return true;
  return DELAYED_SUBJECT.test(subject) && !opening.some((line) => FINAL_REPLY.test(line));
}

interface Section {
  readonly recipient: string | null;
  readonly text: string;
}

function recipientsOf(mail: ParsedMail, lines: readonly string[]): Section[] {
  const failed = (mail.fields.get('x-failed-recipients') ?? []).flatMap(addressesIn);
  const named = recipientLines(lines);
  if (failed.length > 0) return fromHeader(failed.slice(0, MOST_RECIPIENTS), named, lines);
  const own = ownAddresses(mail);
  const strangers = named.filter(({ address }) => !own.some((other) => sameAddress(other, address)));
  const known = (mail.returned.get('to') ?? []).flatMap(addressesIn);
  const listed = bestOf(strangers, known);
  if (listed.length > 0) return sectionsOf(listed, lines);
  // Somebody who wrote to themselves.
  const self = once(
    named.filter(({ weight, rest }) => weight === 2 && (rest.startsWith(':') || known.length === 0)),
  );
  if (self.length > 0) return sectionsOf(self, lines);
  const text = tidy(lines.join('\n'));
  if (known.length > 0) return known.slice(0, MOST_RECIPIENTS).map((recipient) => ({ recipient, text }));
  return [{ recipient: carriedRecipient(mail), text }];
}

function carriedRecipient({ fields }: ParsedMail): string | null {
  const arrived = ['delivered-to', 'x-original-to', 'to'].flatMap((name) => fields.get(name) ?? []);
  const carried = arrived.flatMap(addressesIn).map(carriedAddress);
  return carried.find((address) => address !== null) ?? null;
}

function fromHeader(
  failed: readonly string[],
  named: readonly RecipientLine[],
  lines: readonly string[],
): Section[] {
  const found = failed.map((address) => named.find((line) => sameAddress(line.address, address)));
  const listed = found.filter((line) => line !== undefined);
  if (listed.length === failed.length) return sectionsOf(listed, lines);
  const text = tidy(lines.join('\n'));
  return failed.map((recipient) => ({ recipient, text }));
}

/**
 * The heaviest lines that name somebody. Where the text alone names somebody, only who is known from elsewhere,
 * else the first: the others are for questions.
 */
function bestOf(all: readonly RecipientLine[], known: readonly string[]): RecipientLine[] {
  const isKnown = (line: RecipientLine): boolean =>
    known.some((address) => sameAddress(address, line.address));
  const listed = all.filter(({ weight }) => weight === 2);
  const labelled = all.filter(({ weight }) => weight === 3);
  if (listed.length > 0 && (listed.some(isKnown) || !labelled.some(isKnown))) return once(listed);
  if (labelled.length > 0) return once(labelled.some(isKnown) ? labelled.filter(isKnown) : labelled);
  const inText = all.filter(({ address }) => !ROLE.test(address));
  const sure = inText.filter(isKnown);
  const refused = inText.filter(({ rest }) => REFUSAL.test(rest));
  if (refused.some(isKnown) || (refused.length > 0 && sure.length === 0)) return once(refused);
  return sure.length > 0 ? once(sure) : inText.slice(0, 1);
}

/** A reply in a transcript that names whom it refuses. */
const REFUSAL = /^(<<< ?)?[45]\d\d[ -]/;

function once(lines: readonly RecipientLine[]): RecipientLine[] {
  return lines
    .filter((line, index) => lines.findIndex((other) => sameAddress(other.address, line.address)) === index)
    .slice(0, MOST_RECIPIENTS);
}

/** What is said about each: from its line to the next recipient's; alone, all that is said. */
function sectionsOf(listed: readonly RecipientLine[], lines: readonly string[]): Section[] {
  const [only] = listed;
  if (listed.length === 1 && only !== undefined) {
    const behind = tidy([only.rest, ...lines.slice(only.at + 1)].join('\n'));
    const text = serverWords(behind) === '' ? tidy(lines.join('\n')) : behind;
    return [{ recipient: only.address, text }];
  }
  return listed.map(({ address, at, rest }, index) => {
    const end = listed[index + 1]?.at ?? lines.length;
    const own = [rest, ...lines.slice(at + 1, end)];
    const named = lines.filter(
      (line, lineAt) => (lineAt < at || lineAt >= end) && line.toLowerCase().includes(address.toLowerCase()),
    );
    return { recipient: address, text: tidy([...own, ...named].join('\n')) };
  });
}

/** Who got this report, or wrote it, or the message in it, is not who it is about. */
function ownAddresses({ fields, returned }: ParsedMail): readonly string[] {
  const arrived = ['from', 'to', 'delivered-to', 'reply-to', 'envelope-to'];
  const sent = ['from', 'return-path', 'sender', 'message-id', 'reply-to'];
  return [
    ...arrived.flatMap((name) => fields.get(name) ?? []),
    ...sent.flatMap((name) => returned.get(name) ?? []),
  ].flatMap(addressesIn);
}

/** Whom a text names for questions. */
const ROLE =
  /^(postmaster|mailer-?daemon|abuse|support|help(desk)?|post_master|no-?reply|admin(istrator)?)@/i;

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_TEXT);
}
