import type { Texts } from '../../../i18n/texts.js';
import type { DigestKind } from '../../../model/digest.js';
import { digestName } from '../../../model/digest-period.js';
import type { HistoryEntry } from '../../../store/subscribers/history.js';

export interface HistoryRow {
  readonly at: string;
  readonly iso: string;
  readonly what: string;
  /** What else is known, in the words of the rows. */
  readonly facts: string;
  /** What a report said word for word, as long as it is kept. */
  readonly excerpt: string | null;
  readonly tone: string;
}

/** What happened around a reader as rows of a table, the newest first. */
export function historyRows(texts: Texts, history: readonly HistoryEntry[]): readonly HistoryRow[] {
  return history.map((entry) => historyRow(texts, entry));
}

/** Facts in the order in which one asks for them; what is said of the entry itself is not among them. */
const SHOWN = [
  ...['via', 'origin', 'reason', 'replyCode', 'replyStatus', 'reply', 'status', 'words', 'detail', 'note'],
  ...['effect', 'cause', 'grade', 'attempts', 'evidence', 'source', 'rule', 'takenBackAt'],
];
const bad = new Set(['failed', 'hard', 'complaint', 'suppressed', 'complained']);
const warn = new Set(['soft', 'deferred', 'uncertain', 'skipped', 'counted', 'watched']);

function historyRow({ t, dates }: Texts, { at, kind, facts }: HistoryEntry): HistoryRow {
  const text = (name: string) => (typeof facts[name] === 'string' ? (facts[name] as string) : '');
  const digest =
    facts['period'] == null ? '' : digestName((text('digest') || 'daily') as DigestKind, text('period'));
  const main =
    text('event') || text('notice') || text('class') || text('fault') || text('of') || text('reason');
  const what = t(`admin-reader.event-${kind}`, {
    what: main,
    // Texts choose by words without a hyphen.
    kind: main.replaceAll('-', '_'),
    state: text('state'),
    digest,
  });
  const known = SHOWN.map((name) => facts[name] ?? '').filter((value) => value !== '' && value !== main);
  const mark = text('state') || text('class') || text('effect');
  return {
    at: dates.moment(at),
    iso: at.toISOString(),
    what,
    facts: known.map(String).join(' · '),
    excerpt: text('excerpt') || null,
    tone:
      bad.has(mark) || kind === 'suppression' ? 'bad' : warn.has(mark) || kind === 'nothing' ? 'warn' : '',
  };
}
