import { periodTitle } from '../../../i18n/period-title.js';
import type { TextName } from '../../../i18n/text-keys.js';
import type { Texts, TextValues } from '../../../i18n/texts.js';
import { dateIn } from '../../../model/calendar-date.js';
import type { DigestKind } from '../../../model/digest.js';
import type { Why } from '../../../subscribers/why-nothing.js';

const tones: Partial<Record<Why['why'], 'good' | 'bad'>> = {
  sent: 'good',
  'on-its-way': 'good',
  comes: 'good',
  suppressed: 'bad',
  bounced: 'bad',
  complained: 'bad',
  failed: 'bad',
  'confirmation-failed': 'bad',
};

/** What the page of a reader begins with: in one sentence why they got their newest digest, or nothing. */
export function whySentence(
  texts: Texts,
  why: Why,
  siteZone: string,
): { readonly text: string; readonly tone: string } {
  const text = texts.t(`admin-why.${nameOf(why)}`, valuesOf(texts, why, siteZone));
  return { text, tone: tones[why.why] ?? 'warn' };
}

/** Of its text. */
function nameOf(why: Why): TextName<'admin-why'> {
  if (why.why === 'suppressed') return `suppressed-${why.reason}`;
  if (why.why === 'left' && why.leaving?.period != null) return 'left-digest';
  return why.why === 'comes' && why.at === null ? 'comes-soon' : why.why;
}

/** All that any of the sentences names. */
function valuesOf(texts: Texts, why: Why, siteZone: string): TextValues {
  const { t, dates } = texts;
  const digestOf = (kind: DigestKind, period: string) => periodTitle(texts, kind, period);
  const leaving = why.why === 'left' ? why.leaving : null;
  const message = 'message' in why ? why.message : null;
  const reply = message?.reply ?? ('reply' in why ? why.reply : null);
  const day = 'until' in why ? why.until : 'at' in why ? why.at : null;
  const moment = why.why === 'deferred' ? message?.nextAttemptAt : (message?.settledAt ?? day);
  return {
    date: day === null ? '' : dates.whole(dateIn(siteZone, day)),
    at: moment == null ? '' : dates.moment(moment),
    by: leaving === null ? '' : t(`admin-why.left-${leaving.via}`),
    digest:
      'digest' in why
        ? digestOf(why.digest.kind, why.digest.period)
        : leaving?.kind != null && leaving.period !== null
          ? digestOf(leaving.kind, leaving.period)
          : '',
    reply: reply ?? t('admin-why.no-words'),
    reason: message?.reason ?? '',
  };
}
