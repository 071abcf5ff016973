import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import { MINUTE_MS } from '../durations.js';
import { boundFile, keepFileBounded } from '../embedded/bounded-file.js';
import { logOptions, openLog } from '../log.js';
import { makeFolder } from '../make-folder.js';
import { sentenceOf } from './log-sentences.js';
import type { Terminal } from './terminal.js';

/** The log of the running service. */
export interface ServiceLog {
  readonly log: Logger;
  /** Where it is kept while a person watches the terminal; null: it goes to standard output. */
  readonly file: string | null;
  close(): void;
}

const REPEAT_AFTER_MS = 10 * MINUTE_MS;

/**
 * Without a terminal the log is JSON on standard output, for whoever collects it. On a terminal it goes to a file
 * in `dataDir`, of which the newest 2 MB and the part before are kept, and the terminal shows warnings and errors as
 * sentences.
 */
export async function openServiceLog(
  level: string,
  dataDir: string,
  terminal: Terminal,
): Promise<ServiceLog> {
  if (!terminal.stdout.isTTY) return toOutput(level, terminal);
  const file = join(dataDir, 'broadsheet.log');
  try {
    makeFolder(dataDir);
    await boundFile(file);
    const destination = pino.destination({ dest: file, sync: true, mode: 0o600 });
    // A disk that is full must not end the service; the sentences go on.
    destination.on('error', () => undefined);
    const sentences = { write: sentenceTeller((sentence) => terminal.err(`${sentence}\n`)) };
    const streams = pino.multistream([
      { level: 'trace', stream: destination },
      { level: 'warn', stream: sentences },
    ]);
    return { log: pino(logOptions(level), streams), file, close: keepFileBounded(file) };
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    terminal.err(`The log cannot be kept in ${file} (${reason}), so it is shown here.\n`);
    return toOutput(level, terminal);
  }
}

/** Tells each entry as a sentence; one that was told a moment ago says nothing new. */
function sentenceTeller(tell: (sentence: string) => void): (line: string) => void {
  const toldAt = new Map<string, number>();
  return (line) => {
    const now = Date.now();
    for (const [sentence, at] of toldAt) if (now - at > REPEAT_AFTER_MS) toldAt.delete(sentence);
    const sentence = sentenceOf(JSON.parse(line));
    if (toldAt.has(sentence)) return;
    toldAt.set(sentence, now);
    tell(sentence);
  };
}

async function toOutput(level: string, terminal: Terminal): Promise<ServiceLog> {
  return { log: await openLog(level, terminal.stdout), file: null, close: () => undefined };
}
