import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classifyMail } from '../../../src/feedback/reading/classify-mail.js';
import type { ReadEvent } from '../../../src/feedback/reading/read-event.js';

const folder = new URL('../../../../shared/data/bounces/', import.meta.url).pathname;

/** What the collection says about one recipient of one message. */
interface Expected {
  readonly recipient: string | null;
  readonly must:
    | 'hard'
    | 'not-hard'
    | 'either'
    | 'complaint'
    | 'unsubscribe'
    | 'auth-report'
    | 'autoreply'
    | 'delivered';
}

export interface RecordedMail {
  /** As `lhost-postfix-01`. */
  readonly name: string;
  /** The server's family, as `lhost-postfix`. */
  readonly family: string;
  readonly raw: Buffer;
  readonly kind: string;
  readonly isDsn: boolean;
  readonly expected: readonly Expected[];
}

/** Real messages with what they mean, read where they lie; none where the collection is missing. */
export const recordedMail: readonly RecordedMail[] = existsSync(join(folder, 'expected.json'))
  ? JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')).map(recorded)
  : [];

function recorded(entry: { file: string; kind: string; dsn: boolean; expected: Expected[] }): RecordedMail {
  const name = entry.file.replace(/^eml\/|\.eml$/g, '');
  return {
    name,
    family: name.replace(/-\d+$/, ''),
    raw: readFileSync(join(folder, entry.file)),
    kind: entry.kind,
    isDsn: entry.dsn,
    expected: entry.expected,
  };
}

export interface Share {
  good: number;
  all: number;
  /** Names of the messages that are not good. */
  readonly bad: string[];
}

export type Figures = Readonly<Record<string, Share>>;

/** How well messages are read: shares by what is asked of whom. */
export function figuresOf(
  mails: readonly RecordedMail[],
  read: (mail: RecordedMail) => readonly ReadEvent[] = (mail) => classifyMail(mail.raw).events,
): Figures {
  const figures: Record<string, Share> = {};
  const count = (what: string, mail: RecordedMail, isGood: boolean): void => {
    const share = figures[what] ?? { good: 0, all: 0, bad: [] };
    figures[what] = share;
    share.all += 1;
    if (isGood) share.good += 1;
    else share.bad.push(mail.name);
  };
  for (const mail of mails) {
    const events = read(mail);
    if (mail.kind === 'bounce') judgeBounce(mail, events, count);
    else if (mail.kind === 'not-a-bounce') {
      count(
        'non-bounces',
        mail,
        events.every((event) => event.class === 'none'),
      );
    } else
      for (const { must } of mail.expected)
        count(
          must,
          mail,
          events.every((event) => event.class === must),
        );
  }
  return figures;
}

function judgeBounce(
  mail: RecordedMail,
  events: readonly ReadEvent[],
  count: (what: string, mail: RecordedMail, isGood: boolean) => void,
): void {
  const form = mail.isDsn ? 'DSN' : 'free form';
  count(
    `recognised, ${form}`,
    mail,
    events.some((event) => event.class === 'hard' || event.class === 'soft'),
  );
  for (const { recipient, must } of mail.expected) {
    const found = events.find((event) => event.recipient?.toLowerCase() === recipient?.toLowerCase());
    count(`recipient found, ${form}`, mail, found !== undefined);
    const verdict = (found ?? events[0])?.class;
    if (must === 'hard') count(`dead is hard, ${form}`, mail, verdict === 'hard');
    if (must === 'not-hard') count('not wrongly hard', mail, verdict !== 'hard');
  }
}

export function percent({ good, all }: Share): number {
  return all === 0 ? 100 : (100 * good) / all;
}

/** A line for each figure, for whoever runs the tests. */
export function figuresTable(title: string, figures: Figures): string {
  const lines = Object.keys(figures)
    .sort()
    .map((what) => {
      const share = figures[what] ?? { good: 0, all: 0, bad: [] };
      const missed =
        share.bad.length === 0 || share.bad.length > 12 ? '' : `  (not: ${share.bad.join(', ')})`;
      return `  ${what.padEnd(28)} ${`${share.good}/${share.all}`.padStart(9)}  ${percent(share).toFixed(1)} %${missed}`;
    });
  return [title, ...lines].join('\n');
}
