import type { FeedbackEvent } from '../../model/feedback.js';
import type { Finding } from './finding.js';

type Verdict = Pick<FeedbackEvent, 'class' | 'status' | 'reply' | 'reason' | 'rule'>;

const REPLY = /(?:^|[\s;:<(])([245]\d\d)(?=[\s-])/;
const STATUS = /\b([245]\.\d{1,3}\.\d{1,3})\b/;

/** Actions of RFC 3464 §2.3.3 that settle it whatever the status says. */
const SETTLED: Readonly<Record<string, Pick<Verdict, 'class' | 'reason'>>> = {
  delayed: { class: 'soft', reason: 'delayed' },
  delivered: { class: 'delivered', reason: 'delivered' },
  relayed: { class: 'delivered', reason: 'relayed' },
  expanded: { class: 'delivered', reason: 'delivered' },
};

/** Statuses that say that an address is dead (RFC 3463 §3.2 and §3.3, RFC 7505 §4). */
const DEAD: Readonly<Record<string, Verdict['reason']>> = {
  '5.1.1': 'unknown-mailbox',
  '5.1.2': 'unknown-domain',
  '5.1.3': 'bad-address',
  '5.1.6': 'moved-away',
  '5.1.10': 'no-mail-domain',
  '5.2.1': 'closed-mailbox',
};

/** What a finding means. Action beats status; only a final failure can say that an address is dead. */
export function judge({ action, status: declared, diagnostic, dialect }: Finding): Verdict {
  const status = declared ?? STATUS.exec(diagnostic)?.[1] ?? null;
  const codes = { status, reply: REPLY.exec(diagnostic)?.[1] ?? null };
  const settled = SETTLED[action ?? ''];
  if (settled !== undefined) return { ...settled, ...codes, rule: `${dialect}/action` };
  const dead = DEAD[status ?? ''];
  if (dead !== undefined) return { class: 'hard', ...codes, reason: dead, rule: `${dialect}/status` };
  return { class: 'soft', ...codes, reason: 'undetermined', rule: `${dialect}/undetermined` };
}
