import { type FeedbackEvent, type FeedbackReason, feedbackReasons } from '../../model/feedback.js';
import { refusalText } from '../../refusals/refusal-text.js';
import type { Finding } from './finding.js';
import type { JudgingRule } from './judging-rules.js';
import { readCodes, serverWords } from './reply-codes.js';
import { type Stage, stageOf } from './smtp-stage.js';

type Verdict = Pick<FeedbackEvent, 'class' | 'status' | 'reply' | 'reason' | 'rule'>;

/** Actions of RFC 3464 §2.3.3 (and Postfix's for `sendmail -bv`) that settle it whatever the status says. */
const SETTLED: Readonly<Record<string, Pick<Verdict, 'class' | 'reason'>>> = {
  delivered: { class: 'delivered', reason: 'delivered' },
  deliverable: { class: 'delivered', reason: 'delivered' },
  relayed: { class: 'delivered', reason: 'relayed' },
  expanded: { class: 'delivered', reason: 'delivered' },
};

interface Facts {
  readonly status: string;
  readonly reply: string;
  readonly text: string;
  readonly withLinks: string;
  readonly stage: Stage | null;
}

/**
 * What a finding means. Action beats status; only a final failure can say that an address is dead (RFC 3464
 * §2.3.3). What servers said goes before what the report says to people, which is asked only where the former
 * leaves it open.
 */
export function judge(found: Finding, rules: readonly JudgingRule[]): Verdict {
  const finding = { ...found, diagnostic: withoutPreface(found.diagnostic) };
  const { action, dialect } = finding;
  const said = readCodes(finding.diagnostic, finding.status);
  const codes =
    said.status === null && said.reply === null ? readCodes(finding.context, finding.status) : said;
  const given = { status: codes.status, reply: codes.reply };
  const settled = SETTLED[action ?? ''];
  if (settled !== undefined) return { ...settled, ...given, rule: `${dialect}/action-${action}` };
  const [reason, name] = reasonOf(finding, { said, codes }, rules);
  // Why it is delayed is in the rule; what follows from it is the same whatever the reason.
  if (action === 'delayed')
    return { class: 'soft', ...given, reason: 'delayed', rule: `${dialect}/delayed-${name}` };
  const isDead = feedbackReasons[reason].matter === 'address' && !codes.isTransient;
  return { class: isDead ? 'hard' : 'soft', ...given, reason, rule: `${dialect}/${name}` };
}

type Codes = ReturnType<typeof readCodes>;

function reasonOf(
  { diagnostic, context, recipient }: Finding,
  { said, codes }: { readonly said: Codes; readonly codes: Codes },
  rules: readonly JudgingRule[],
): readonly [FeedbackReason, string] {
  const stage = stageOf(diagnostic) ?? stageOf(context);
  const facts = [
    ...textsIn(diagnostic).map((text) => factsOf(text, { ...said, stage, recipient })),
    ...textsIn(context).map((text) => factsOf(text, { ...codes, stage, recipient })),
  ];
  // A status can speak where nobody says a word.
  if (facts.length === 0) facts.push(factsOf('', { ...said, stage, recipient }));
  for (const strength of [
    rules.filter(({ weak }) => weak !== true),
    rules.filter(({ weak }) => weak === true),
  ]) {
    for (const some of facts) {
      const rule = strength.find((candidate) => applies(candidate, some));
      if (rule !== undefined) return [rule.reason, rule.name];
    }
  }
  return ['undetermined', 'undetermined'];
}

/** What a server is quoted with before all that stands around it; neither where there is nothing. */
function textsIn(text: string): string[] {
  const quoted = serverWords(text);
  return [...new Set([quoted, text])].filter((some) => some !== '');
}

function factsOf(
  text: string,
  about: Codes & { readonly stage: Stage | null; readonly recipient: string | null },
): Facts {
  return {
    status: about.status ?? '',
    reply: about.reply ?? '',
    text: refusalText(text, about.recipient),
    withLinks: text.toLowerCase(),
    stage: about.stage,
  };
}

function applies(rule: JudgingRule, facts: Facts): boolean {
  if (rule.beforeData === true && facts.stage === 'data') return false;
  // Before it was told the recipient, a server cannot mean it.
  if (facts.stage === 'sender' && feedbackReasons[rule.reason].matter === 'address') return false;
  if (rule.status?.test(facts.status) === false || rule.reply?.test(facts.reply) === false) return false;
  const text = rule.withLinks === true ? facts.withLinks : facts.text;
  return rule.text?.some((phrase) => phrase.test(text)) ?? true;
}

/** What relays put before the reply that they quote; it is their own guess (AsyncOS, Exchange Online). */
const PREFACES: readonly RegExp[] = [
  /[245]\.\d{1,3}\.\d{1,3} - [a-z ]{1,60}(?=[245]\d\d-?')/gi,
  /remote server returned [a-z .]{1,60} ->/gi,
];

function withoutPreface(diagnostic: string): string {
  return PREFACES.reduce((text, preface) => text.replace(preface, ' '), diagnostic);
}
