import { openSync, readSync, writeSync } from 'node:fs';
import type { CutStep } from './cut-plan.js';

/** What the SMTP server did, one line of JSON each; `at` in milliseconds of its clock. */
export type JournalEntry =
  /** A message it is about to accept, or has just decided to keep although nobody will hear of it. */
  | { readonly what: 'taken'; readonly messageId: string; readonly to: string; readonly at?: number }
  /** `to` is empty where no recipient had been named. */
  | { readonly what: 'cut'; readonly step: CutStep; readonly to: string };

/** Written before the reply leaves, in one call to the system: what was written outlives the process. */
export function openJournal(file: string): (entry: JournalEntry) => void {
  const handle = openSync(file, 'a');
  return (entry) => {
    writeSync(handle, `${JSON.stringify(entry)}\n`);
  };
}

const PAGE = 1 << 16;

/** Follows a journal; each call gives all entries so far. */
export function followJournal(file: string): () => readonly JournalEntry[] {
  const handle = openSync(file, 'a+');
  const entries: JournalEntry[] = [];
  const page = Buffer.alloc(PAGE);
  let at = 0;
  let rest = '';
  return () => {
    for (;;) {
      const length = readSync(handle, page, 0, PAGE, at);
      if (length === 0) return entries;
      at += length;
      const lines = (rest + page.toString('latin1', 0, length)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) entries.push(JSON.parse(line) as JournalEntry);
    }
  };
}
