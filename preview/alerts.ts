import { alertSentence } from '../src/i18n/alert-words.js';
import type { Texts } from '../src/i18n/texts.js';
import type { AlertMail } from '../src/rendering/compose-alerts.js';
import { reader } from './sender.js';

/** What happened, as events have it; the sentences are those that operators read. */
const happened = [
  { type: 'digest.stuck', data: { digest: '2026-03-24', reason: 'not-approved', waiting: null } },
  {
    type: 'alarm.raised',
    data: { digest: '2026-03-24', level: 'pause', reason: 'complaints', sent: 4_812, cameBack: 17 },
  },
] as const;

/** What an operator is told of who asked for it. */
export function alertSample(texts: Texts): AlertMail {
  const { address, messageId, date } = reader;
  return {
    ...{ address, messageId, date },
    pageUrl: 'https://papers.example.org/admin/alerts',
    alerts: happened.map(({ type, data }) => ({
      sentence: alertSentence(texts, type, data),
      when: texts.dates.moment(date),
    })),
  };
}
