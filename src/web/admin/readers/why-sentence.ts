import { periodTitle } from '../../../i18n/period-title.js';
import type { Texts } from '../../../i18n/texts.js';
import { dateIn } from '../../../model/calendar-date.js';
import type { DigestKind } from '../../../model/digest.js';
import type { Why } from '../../../subscribers/why-nothing.js';

/** What the page of a reader begins with: in one sentence why they got their newest digest, or nothing. */
export function whySentence(
  texts: Texts,
  why: Why,
  siteZone: string,
): { readonly text: string; readonly tone: string } {
  const { t, dates } = texts;
  const say = (tone: string, name: string, values: Readonly<Record<string, string | number>> = {}) => ({
    tone,
    text: t(`admin-why.${name}`, values),
  });
  const day = (moment: Date) => dates.whole(dateIn(siteZone, moment));
  const digestOf = (digest: { readonly kind: DigestKind; readonly period: string }) =>
    periodTitle(texts, digest.kind, digest.period);
  const said = (reply: string | null) => reply ?? t('admin-why.no-words');
  switch (why.why) {
    case 'suppressed':
      return say('bad', `suppressed-${why.reason}`, { date: day(why.at) });
    case 'never-asked':
      return say('warn', 'never-asked');
    case 'unconfirmed':
    case 'confirmation-waits':
    case 'confirmation-failed':
      return say(why.why === 'confirmation-failed' ? 'bad' : 'warn', why.why, {
        date: day(why.at),
        reply: said(why.reply),
      });
    case 'left': {
      const { leaving, at } = why;
      const by = leaving === null ? '' : t(`admin-why.left-${leaving.via}`);
      if (leaving === null || leaving.kind === null || leaving.period === null)
        return say('warn', 'left', { date: day(at), by });
      const digest = digestOf({ kind: leaving.kind, period: leaving.period });
      return say('warn', 'left-digest', { date: day(at), by, digest });
    }
    case 'bounced':
    case 'complained':
      return say('bad', why.why, { date: day(why.at) });
    case 'paused':
      return say('warn', 'paused', { date: why.until === null ? '' : day(why.until) });
    case 'no-digest':
      return say('warn', 'no-digest');
    case 'comes':
      return say('good', why.at === null ? 'comes-soon' : 'comes', {
        digest: digestOf(why.digest),
        at: why.at === null ? '' : dates.moment(why.at),
      });
    case 'sent':
    case 'deferred':
    case 'failed':
    case 'uncertain':
    case 'skipped': {
      const { message, digest } = why;
      const tone = { sent: 'good', deferred: 'warn', failed: 'bad', uncertain: 'warn', skipped: 'warn' }[
        why.why
      ];
      const at = why.why === 'deferred' ? message.nextAttemptAt : message.settledAt;
      return say(tone, why.why, {
        digest: digestOf(digest),
        at: at === null ? '' : dates.moment(at),
        reply: said(message.reply),
        reason: message.reason ?? '',
      });
    }
    default:
      return say(why.why === 'on-its-way' ? 'good' : 'warn', why.why, { digest: digestOf(why.digest) });
  }
}
