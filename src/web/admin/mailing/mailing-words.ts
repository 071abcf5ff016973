import type { Texts } from '../../../i18n/texts.js';
import type { MailingCounts } from '../../../mailing/read-mailing.js';
import type { Digest } from '../../../model/digest.js';
import {
  type SendingControl,
  type SendingProgress,
  sendingProgress,
} from '../../../model/sending-control.js';

/** How the mailing of a digest is, in a sentence. */
export interface MailingState {
  readonly text: string;
  readonly tone: 'good' | 'warn' | 'bad' | null;
  /** Whether it changes by itself. */
  readonly isLive: boolean;
}

/** Why the breaker, or what came back, paused a mailing: there is a text for each. */
const BREAKER_REASONS = [
  'policy-rejections',
  'failures',
  'dead-addresses',
  'same-refusal',
  'complaints',
  'policy-bounces',
] as const;

/** By which it is said how a mailing is. */
export interface MailingStanding {
  readonly digest: Pick<Digest, 'releasedAt'>;
  /** Null while they are counted. */
  readonly counts: MailingCounts | null;
  /** As it is now, which the counts may be older than. */
  readonly control: SendingControl;
}

/** Whether a digest went out, first of all. */
export function mailingState(
  texts: Texts,
  { digest, counts, control }: MailingStanding,
  now: Date,
): MailingState {
  const { t } = texts;
  const quiet = (text: string, isLive = false): MailingState => ({ text, tone: null, isLive });
  if (counts === null) return uncountedState(texts, control);
  const progress = sendingProgress({ ...counts.facts, ...control }, now);
  const share = { sent: progress.counts.sent, all: allOf(progress) };
  switch (progress.state) {
    case 'cancelled':
      return {
        text: t('admin-mailing.cancelled-at', share),
        tone: 'bad',
        isLive: progress.counts.sending > 0,
      };
    case 'paused':
      return {
        text: `${pausedWords(texts, control)} ${t('admin-mailing.so-far', share)}`,
        tone: 'bad',
        isLive: true,
      };
    case 'waiting':
      return digest.releasedAt === null
        ? quiet(t('admin-mailing.not-released'))
        : quiet(t('admin-mailing.waiting', { at: texts.dates.moment(digest.releasedAt) }), true);
    case 'sending':
      return quiet(sendingWords(texts, progress), true);
    case 'done':
      return doneState(texts, progress, counts.facts.lastSettledAt);
  }
}

function uncountedState(texts: Texts, control: SendingControl): MailingState {
  const { t } = texts;
  if (control.cancelledAt !== null) return { text: t('admin-mailing.cancelled'), tone: 'bad', isLive: true };
  if (control.pausedAt !== null) return { text: pausedWords(texts, control), tone: 'bad', isLive: true };
  return { text: t('admin-mailing.being-counted'), tone: null, isLive: true };
}

function sendingWords(texts: Texts, progress: SendingProgress): string {
  const { counts, secondsLeft } = progress;
  const all = allOf(progress);
  const percent = all === 0 ? 0 : Math.floor((100 * (all - counts.pending - counts.sending)) / all);
  const values = { sent: counts.sent, all, percent };
  if (counts.pending + counts.sending === 0)
    return texts.t('admin-mailing.retrying', { ...values, deferred: counts.deferred });
  const sentence = texts.t('admin-mailing.sending', values);
  return secondsLeft === null
    ? sentence
    : `${sentence} ${texts.t('admin-mailing.left', { time: durationWords(texts, secondsLeft) })}`;
}

function doneState(texts: Texts, { counts }: SendingProgress, lastAt: Date | null): MailingState {
  const { t, dates } = texts;
  if (counts.sent + counts.failed + counts.uncertain + counts.skipped === 0)
    return { text: t('admin-mailing.to-nobody'), tone: null, isLive: false };
  const trouble = counts.failed + counts.uncertain;
  const text = [
    t('admin-mailing.done', { sent: counts.sent }),
    ...(lastAt === null ? [] : [t('admin-mailing.last', { at: dates.moment(lastAt) })]),
    ...(counts.failed > 0 ? [t('admin-mailing.failed-count', { failed: counts.failed })] : []),
    ...(counts.uncertain > 0 ? [t('admin-mailing.uncertain-count', { uncertain: counts.uncertain })] : []),
  ].join(' ');
  return { text, tone: counts.sent === 0 ? 'bad' : trouble > 0 ? 'warn' : 'good', isLive: false };
}

function pausedWords({ t }: Texts, { pausedBy, pauseReason }: SendingControl): string {
  const reason = pauseReason?.trim() ?? '';
  if (pausedBy === 'breaker') {
    const known = BREAKER_REASONS.find((one) => one === reason);
    return t(known === undefined ? 'admin-mailing.breaker' : `admin-mailing.breaker-${known}`);
  }
  return reason === '' ? t('admin-mailing.paused') : t('admin-mailing.paused-why', { reason });
}

export function allOf({ counts }: Pick<SendingProgress, 'counts'>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;

/** `40 seconds`, `12 minutes`, `3 hours`. */
function durationWords({ t }: Texts, seconds: number): string {
  if (seconds < 2 * MINUTE_SECONDS) return t('admin-mailing.seconds', { count: seconds });
  if (seconds < 2 * HOUR_SECONDS)
    return t('admin-mailing.minutes', { count: Math.round(seconds / MINUTE_SECONDS) });
  return t('admin-mailing.hours', { count: Math.round(seconds / HOUR_SECONDS) });
}
