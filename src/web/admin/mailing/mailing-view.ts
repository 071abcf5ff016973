import type { Texts } from '../../../i18n/texts.js';
import type { MailingCounts } from '../../../mailing/read-mailing.js';
import type { Digest } from '../../../model/digest.js';
import { type SendingControl, sendingProgress } from '../../../model/sending-control.js';
import type { DomainCounts } from '../../../store/deliveries/mailing-breakdown.js';
import type { Alarm } from '../../../store/deliveries/sending-alarms.js';
import type { KeptAnswer } from '../../http/kept-answers.js';
import { allOf, mailingState } from './mailing-words.js';

/** What the page of a mailing is made of. */
export interface MailingFacts {
  readonly digest: Pick<Digest, 'id' | 'releasedAt'>;
  readonly control: SendingControl;
  /** Null while they are counted. */
  readonly counts: KeptAnswer<MailingCounts> | null;
  readonly domains: KeptAnswer<readonly DomainCounts[]> | null;
  readonly alarms: readonly Alarm[];
}

const STATES = ['sent', 'pending', 'sending', 'deferred', 'failed', 'uncertain', 'skipped'] as const;

/** The part of the page that is renewed while somebody looks. */
export function mailingView(
  texts: Texts,
  { digest, control, counts, domains, alarms }: MailingFacts,
  now: Date,
) {
  const state = mailingState(texts, { digest, counts: counts?.answer ?? null, control }, now);
  return {
    state,
    alarms: alarms.map((alarm) => alarmView(texts, alarm, digest.id)),
    figures: counts === null ? null : figuresView(texts, counts.answer, control, now),
    countedAt: counts === null ? null : texts.t('admin-mailing.counted', { at: clockWords(counts.at) }),
    relays:
      counts?.answer.relays.map(({ relay, ...row }) => ({ name: relay, ...numbered(texts, row) })) ?? [],
    domains: domains?.answer.map(({ domain, ...row }) => ({ name: domain, ...numbered(texts, row) })) ?? [],
    domainsWait: domains === null,
    replies: counts?.answer.replies.map((reply) => replyView(texts, reply)) ?? [],
  };
}

function figuresView(texts: Texts, { facts }: MailingCounts, control: SendingControl, now: Date) {
  const progress = sendingProgress({ ...facts, ...control }, now);
  const all = allOf(progress);
  const { counts, rateLastMinute, rateOverall } = progress;
  const rate = progress.state === 'sending' ? rateLastMinute : rateOverall;
  return {
    all,
    over: all - counts.pending - counts.sending - counts.deferred,
    states: STATES.map((name) => ({
      name: texts.t(`admin-mailing.state-${name}`),
      count: texts.number(counts[name]),
      what: texts.t(`admin-mailing.what-${name}`),
    })),
    rate:
      rate === 0
        ? null
        : texts.t(`admin-mailing.rate-${progress.state === 'sending' ? 'now' : 'overall'}`, {
            rate: texts.number(rate, rate < 10 ? 1 : 0),
          }),
  };
}

function numbered<Row extends Readonly<Record<string, number>>>(texts: Texts, row: Row) {
  return Object.fromEntries(Object.entries(row).map(([name, count]) => [name, texts.number(count)]));
}

function replyView(
  texts: Texts,
  { state, replyCode, replyStatus, reason, count }: MailingCounts['replies'][number],
) {
  const reply = [replyCode, replyStatus].filter((part) => part !== null).join(' ');
  return {
    reply: reply === '' ? texts.t('admin-mailing.no-reply') : reply,
    state: texts.t(`admin-mailing.state-${state}`),
    reason: reason ?? '',
    count: texts.number(count),
  };
}

function alarmView({ t, dates }: Texts, alarm: Alarm, digestId: number): string {
  const { reason, level, sent, cameBack, raisedAt } = alarm;
  const whose = alarm.digestId === digestId ? 'this' : 'other';
  return [
    t(`admin-mailing.alarm-${reason}`, { sent, cameBack }),
    t(`admin-mailing.alarm-${level}`),
    t(`admin-mailing.alarm-${whose}`, { at: dates.moment(raisedAt) }),
  ].join(' ');
}

function clockWords(at: Date): string {
  return `${at.toISOString().slice(11, 19)} UTC`;
}
