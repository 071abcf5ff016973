import { openParsingThread, type ParsingThreadOptions } from '../../parsing/parsing-thread.js';
import type { MailReader } from './read-mail.js';

export interface OpenMailReader extends MailReader {
  close(): Promise<void>;
}

/** Reads messages in a thread, within the deadline and the heap of `openParsingThread`. */
export function openMailReader(changes: Partial<ParsingThreadOptions> = {}): OpenMailReader {
  const thread = openParsingThread({ entry: new URL('./mail-thread.js', import.meta.url), ...changes });
  return { read: (raw) => thread.parse('mail', raw), close: () => thread.close() };
}
