import type { FeedbackEvent } from '../../model/feedback.js';
import { feedbackReasons } from '../../model/feedback.js';
import { classifyRefusal, type Said } from '../../refusals/classify-refusal.js';
import type { RefusalRule } from '../../refusals/refusal-rules.js';
import type { Finding } from './finding.js';
import { type ReplyCodes, readCodes, serverWords } from './reply-codes.js';
import { stageOf } from './smtp-stage.js';

type Verdict = Pick<FeedbackEvent, 'class' | 'status' | 'reply' | 'reason' | 'grade' | 'rule'>;

/** Actions of RFC 3464 §2.3.3 (and Postfix's for `sendmail -bv`) that settle it whatever the status says. */
const SETTLED: Readonly<Record<string, Pick<Verdict, 'class' | 'reason'>>> = {
  delivered: { class: 'delivered', reason: 'delivered' },
  deliverable: { class: 'delivered', reason: 'delivered' },
  relayed: { class: 'delivered', reason: 'relayed' },
  expanded: { class: 'delivered', reason: 'delivered' },
};

/**
 * What a finding means. Action beats status; only a final failure can say that an address is dead (RFC 3464
 * §2.3.3). What servers said goes before what the report says to people, which is asked only where the former
 * leaves it open.
 */
export function classifyFinding(found: Finding, rules: readonly RefusalRule[]): Verdict {
  const finding = { ...found, diagnostic: withoutPreface(found.diagnostic) };
  const { action, dialect } = finding;
  const said = readCodes(finding.diagnostic, finding.status);
  const codes =
    said.status === null && said.reply === null ? readCodes(finding.context, finding.status) : said;
  const given = { status: codes.status, reply: codes.reply };
  const settled = SETTLED[action ?? ''];
  if (settled !== undefined)
    return { ...settled, ...given, grade: null, rule: `${dialect}/action-${action}` };
  const { reason, rule, grade } = classifyRefusal(refusalOf(finding, said, codes), rules);
  // Why it is delayed is in the rule; what follows from it is the same whatever the reason.
  if (action === 'delayed')
    return { class: 'soft', ...given, reason: 'delayed', grade: null, rule: `${dialect}/delayed-${rule}` };
  const isDead = feedbackReasons[reason].blame === 'address' && !codes.isTransient;
  const verdict = isDead ? ({ class: 'hard', grade } as const) : ({ class: 'soft', grade: null } as const);
  return { ...verdict, ...given, reason, rule: `${dialect}/${rule}` };
}

function refusalOf({ diagnostic, context, recipient }: Finding, said: ReplyCodes, codes: ReplyCodes) {
  return {
    status: said.status,
    reply: said.reply,
    stage: stageOf(diagnostic) ?? stageOf(context),
    recipient,
    said: [...textsIn(diagnostic), ...textsIn(context).map((text) => ({ ...text, codes }))],
  };
}

/** What a server is quoted with before all that stands around it; neither where there is nothing. */
function textsIn(text: string): Said[] {
  const quoted = serverWords(text);
  const all = quoted === text ? [] : [{ text, isReply: false }];
  return [{ text: quoted, isReply: true }, ...all].filter((some) => some.text !== '');
}

/** What relays put before the reply that they quote; it is their own guess (AsyncOS, Exchange Online). */
const PREFACES: readonly RegExp[] = [
  /[245]\.\d{1,3}\.\d{1,3} - [a-z ]{1,60}(?=[245]\d\d-?')/gi,
  /remote server returned [a-z .]{1,60} ->/gi,
];

function withoutPreface(diagnostic: string): string {
  return PREFACES.reduce((text, preface) => text.replace(preface, ' '), diagnostic);
}
