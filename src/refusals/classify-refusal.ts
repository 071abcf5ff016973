import { type FeedbackReason, feedbackReasons, type VerdictGrade } from '../model/feedback.js';
import * as dead from './dead-address-phrases.js';
import { providerWordings } from './provider-wordings.js';
import { type RefusalRule, refusalRules } from './refusal-rules.js';
import { refusalText } from './refusal-text.js';
import { excuses } from './remote-phrases.js';

/** How far a message had come when it was refused. */
export type Stage = 'sender' | 'recipient' | 'data';

/** A refusal as a session heard it or as a report quotes it. */
export interface Refusal {
  /** Enhanced status of RFC 3463, as `5.1.1`; null where there is none. */
  readonly status: string | null;
  /** Three digits of RFC 5321; null where there are none. */
  readonly reply: string | null;
  /** Null where nobody knows. */
  readonly stage: Stage | null;
  readonly recipient: string | null;
  readonly said: readonly Said[];
}

/** What was said, the strongest first. */
export interface Said {
  readonly text: string;
  /** A server's own reply; else the words of a relay, which speaks of the recipient that it names. */
  readonly isReply: boolean;
  /** Other codes than the refusal's, where these words stand beside others. */
  readonly codes?: Pick<Refusal, 'status' | 'reply'>;
}

export interface RefusalVerdict {
  readonly reason: FeedbackReason;
  /** Which rule decided; where to look when an operator doubts it. */
  readonly rule: string;
  /** How sure a dead address is; null where the reason is another. */
  readonly grade: VerdictGrade | null;
  /** It passes by itself: asking again helps. */
  readonly passes: boolean;
}

interface Facts {
  readonly status: string;
  readonly reply: string;
  /** Sentences as {@link refusalText} writes them, with signs for addresses. */
  readonly lines: readonly string[];
  readonly withLinks: string;
  readonly isReply: boolean;
  readonly stage: Stage | null;
}

/**
 * What a refusal means, for sessions and reports alike. Where codes and words disagree, the order is:
 *
 * 1. A provider's documented wording: it was written down by who says it.
 * 2. A status that names a dead recipient, when the sentence beside it says the same: two signs agree, and what
 *    follows is a footer or advice.
 * 3. Words about us or about a living mailbox anywhere in the reply: servers give 5.1.1 for block lists and full
 *    mailboxes, and a wrong suppression loses a reader.
 * 4. A precise status, unless the sentence beside it says that the server is at fault or that the sender is meant; then
 *    words that say dead beside a status that says nothing.
 * 5. Weak words, where nothing else is said.
 */
export function classifyRefusal(
  refusal: Refusal,
  rules: readonly RefusalRule[] = refusalRules,
): RefusalVerdict {
  const facts = refusal.said.map((said) => factsOf(refusal, said));
  // A status can speak where nobody says a word.
  if (facts.length === 0) facts.push(factsOf(refusal, { text: '', isReply: true }));
  return documented(facts) ?? agreed(facts, rules) ?? firstOf(facts, rules, refusal.recipient !== null);
}

function factsOf(refusal: Refusal, { text, isReply, codes = refusal }: Said): Facts {
  return {
    status: codes.status ?? '',
    reply: codes.reply ?? '',
    lines: refusalText(text, refusal.recipient).split('\n'),
    withLinks: text.toLowerCase(),
    isReply,
    stage: refusal.stage,
  };
}

function documented(facts: readonly Facts[]): RefusalVerdict | null {
  for (const { status, reply, lines, stage } of facts) {
    if (reply.startsWith('4') || status.startsWith('4') || stage === 'sender') continue;
    const known = providerWordings.find(
      (wording) =>
        (stage !== 'data' || wording.afterData === true) &&
        wording.status?.test(status) !== false &&
        lines.some((line) => wording.text.test(line)),
    );
    if (known !== undefined)
      return { reason: known.reason, rule: known.name, grade: 'certain', passes: false };
  }
  return null;
}

/** Statuses that name a dead recipient (RFC 3463 §3.2, §3.3, RFC 7505 §4), with the words that say the same. */
const CERTAIN: readonly (readonly [status: RegExp, words: readonly RegExp[]])[] = [
  [
    /^5\.1\.[16]$/,
    [...dead.unknownMailbox, ...dead.movedAway, ...dead.closedMailbox, ...dead.mailboxUnavailable],
  ],
  [/^5\.1\.10$/, [...dead.noMailDomain, ...dead.unknownMailbox]],
  [/^5\.2\.1$/, [...dead.closedMailbox, ...dead.unknownMailbox]],
];

function saysSameAsStatus(status: string, lines: readonly string[]): boolean {
  const words = CERTAIN.find(([code]) => code.test(status))?.[1] ?? [];
  return lines
    .map((line) => line.replace(SUPPOSES, '').replace(REJECTED_FOR, ''))
    .some(
      (line) =>
        !NAMES_ANOTHER.test(line) &&
        !PASSES_OR_CHOSEN.test(line) &&
        words.some((phrase) => phrase.test(line)),
    );
}

/**
 * What Postfix writes before a reason. Its words are of a recipient, and the reason may be of anything; one that has no
 * subject of its own is left beside them.
 */
const REJECTED_FOR =
  /^\W{0,20}recipient address rejected: (?=\S)(?!(is |was |does |did |has |been )?(no|not|non|unknown|un\w+|invalid|access denied|closed|disabled|deleted|moved)\b)/;

/** What ends by itself, or what somebody who reads their mail has set so. */
const PASSES_OR_CHOSEN =
  /\bfor (now|\d+ |an? (hour|day|while|few)|newsletters?\b|forward)|\buntil \w|\bon (weekends?|holidays?)\b|\bby (the |its |their )?(owner|user|recipient)\b|\bexternal mail\b|\b(forward(ing|ed)?|redirect(ion|ed)?) (target|address|destination)\b/;

/** What follows the code, where it says anything. */
function openingOf(lines: readonly string[]): string | undefined {
  return lines.find((line) => /\p{L}{3}/u.test(line));
}

/** The server names its own fault, or who sends, beside a status of the recipient that no word of it repeats. */
function excusesItself({ status, lines, isReply }: Facts): boolean {
  const opening = openingOf(lines);
  if (!isReply || opening === undefined || !CERTAIN.some(([code]) => code.test(status))) return false;
  if (saysSameAsStatus(status, lines)) return false;
  const reason = opening.replace(REJECTED_FOR, '');
  return (status !== '5.1.6' && NAMES_ANOTHER.test(reason)) || excuses.some((phrase) => phrase.test(reason));
}

/** The sentence that follows the code decides with it, unless it says something else as well. */
function agreed(facts: readonly Facts[], rules: readonly RefusalRule[]): RefusalVerdict | null {
  const [first] = facts;
  const opening = openingOf(first?.lines ?? []);
  if (first === undefined || opening === undefined || !first.isReply) return null;
  const lines = [opening];
  if (!saysSameAsStatus(first.status, lines)) return null;
  const rule = rules.find(
    (some) => some.weak !== true && applies(some, { ...first, lines, withLinks: opening }),
  );
  if (rule === undefined || !isOfAddress(rule.reason)) return null;
  return { reason: rule.reason, rule: rule.name, grade: gradeOf(first, true), passes: false };
}

function isOfAddress(reason: FeedbackReason): boolean {
  return feedbackReasons[reason].blame === 'address';
}

function firstOf(facts: readonly Facts[], rules: readonly RefusalRule[], isNamed: boolean): RefusalVerdict {
  const isExcused = facts[0] !== undefined && excusesItself(facts[0]);
  const believed = rules.filter(
    ({ text, reason }) =>
      !isExcused || !isOfAddress(reason) || (text !== undefined && reason !== 'unknown-domain'),
  );
  for (const isWeak of [false, true]) {
    for (const some of facts) {
      const rule = believed.find(
        (candidate) => (candidate.weak === true) === isWeak && applies(candidate, some),
      );
      if (rule === undefined) continue;
      const { reason, name, passes = false } = rule;
      return { reason, rule: name, grade: isOfAddress(reason) ? gradeOf(some, isNamed) : null, passes };
    }
  }
  return { reason: 'undetermined', rule: 'undetermined', grade: null, passes: false };
}

/**
 * A status alone is certain, and so is one beside words that say the same. Beside other words it is not: servers give
 * 5.1.1 for whatever they refuse, in more words than are known here.
 */
function gradeOf({ status, reply, lines, isReply, stage }: Facts, isNamed: boolean): VerdictGrade {
  if (stage === 'data' || !isNamed) return 'likely';
  if (reply === '556' || (reply === '521' && status === '5.3.2')) return 'certain';
  const isPrecise = CERTAIN.some(([code]) => code.test(status));
  if (!isPrecise) return isNullMx(status, lines) ? 'certain' : 'likely';
  if (saysSameAsStatus(status, lines)) return 'certain';
  if (status === '5.2.1') return 'likely';
  return isReply && openingOf(lines) !== undefined ? 'likely' : 'certain';
}

/** RFC 7505 says itself what it means, whatever the code, where it is the recipient's domain and not ours. */
function isNullMx(status: string, lines: readonly string[]): boolean {
  return !status.startsWith('5.7') && lines.some((line) => /\bnull.?mx\b/.test(line) && NAMES.test(line));
}

/** Who else than the reader an account or a domain may belong to: nobody, where the sentence has one of these. */
const NAMES =
  /¤|◊|\b(recipient|rcpt|mail ?box|in ?box|addressee|destination|e?-?mail (account|address) that you tried)|(?<!\p{L})(destinat(aire|ario|(á|a)rio)|empf(ä|ae)nger|ontvanger|mottag|mottak|modtag|odbiorc|adres(at|át)|получател|адресат)|收件人|收件者|宛先|受信者|수신자|수신인/u;

function applies(rule: RefusalRule, facts: Facts): boolean {
  if (rule.beforeData === true && facts.stage === 'data') return false;
  // Before it was told the recipient, a server cannot mean it.
  if (facts.stage === 'sender' && isOfAddress(rule.reason)) return false;
  if (rule.status?.test(facts.status) === false || rule.reply?.test(facts.reply) === false) return false;
  if (rule.text === undefined) return true;
  const { text } = rule;
  if (rule.withLinks === true) return text.some((phrase) => phrase.test(facts.withLinks));
  const mayConvict = rule.weak !== true && isOfAddress(rule.reason);
  const lines = mayConvict ? facts.lines.map((line) => line.replace(SUPPOSES, '')) : facts.lines;
  return lines.some((line) => isMeant(rule, facts, line) && text.some((phrase) => phrase.test(line)));
}

/** Of a sentence that names an address, and neither the recipient nor their domain. */
const NAMES_ANOTHER = /^(?!.*[¤◊]).*∆/;

/** Advice: what follows says what may be, and of nobody what is. */
const SUPPOSES =
  /^[\W\d]{0,20}(¤\W{0,4})?(if|in case|wenn|falls|sofern|si(?! (è|e'|prega))|caso|indien|jeśli|jeżeli|если)\s.*|\b(this|it) (usually|often|typically|probably|generally) means\b.*|\b(possible|common|likely|usual) (reasons?|causes?)\b.*|\b(check|verify|make sure|ensure|confirm) (that|if|whether)\b.*|\b(perhaps|maybe|possibly|probably|either|(may|might) (be|have been|not exist))\b.*/;

function isMeant(rule: RefusalRule, { status, isReply }: Facts, line: string): boolean {
  const mayBeOurs = isReply && NAMES_ANOTHER.test(line.replace(REJECTED_FOR, ''));
  // Where somebody moved to is another address.
  if (mayBeOurs && rule.weak !== true && isOfAddress(rule.reason) && rule.reason !== 'moved-away')
    return false;
  if (rule.named !== true && rule.unnamed !== true) return true;
  const names = !isReply || NAMES.test(line) || /^5\.[12]\.\d+$/.test(status);
  return rule.named === true ? names : !names;
}
