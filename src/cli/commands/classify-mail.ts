import { createReadStream } from 'node:fs';
import { BroadsheetError } from '../../errors.js';
import { classifyMail } from '../../feedback/reading/classify-mail.js';
import { MOST_OCTETS_READ } from '../../feedback/reading/mime/mail-text.js';
import type { FeedbackEvent } from '../../model/feedback.js';
import { exitCodeFor } from '../exit-codes.js';
import { inColumns } from '../in-columns.js';
import type { Terminal } from '../terminal.js';

export interface ClassifyMailOptions {
  /** None, or `-`: standard input. */
  readonly files: readonly string[];
  readonly json?: boolean;
}

interface ClassifiedFile {
  readonly file: string;
  readonly events: readonly FeedbackEvent[];
}

const STANDARD_INPUT = '-';
const TITLES = ['file', 'class', 'recipient', 'status', 'reply', 'reason', 'grade', 'rule'];

/**
 * `broadsheet classify-mail`: what each message means, as the service would read it. Touches nothing but the
 * files: no database, no configuration. A file that cannot be read is named, and the others are still read.
 */
export async function classifyMailCommand(
  terminal: Terminal,
  { files, json }: ClassifyMailOptions,
): Promise<number> {
  const rows: string[][] = [];
  let exitCode = 0;
  for (const file of files.length === 0 ? [STANDARD_INPUT] : files) {
    const classified = await classifyFile(terminal, file);
    if (classified === null) exitCode = exitCodeFor('NOT_FOUND');
    else if (json === true) terminal.out(`${JSON.stringify(classified)}\n`);
    else rows.push(...classified.events.map((event) => cells(file, event)));
  }
  if (rows.length > 0) terminal.out(`${inColumns([TITLES, ...rows]).join('\n')}\n`);
  return exitCode;
}

async function classifyFile(terminal: Terminal, file: string): Promise<ClassifiedFile | null> {
  try {
    const source = file === STANDARD_INPUT ? terminal.stdin : file;
    const { events } = classifyMail(await readMessage(source, MOST_OCTETS_READ));
    return { file, events: events.map(withoutAliases) };
  } catch (error) {
    if (!(error instanceof BroadsheetError)) throw error;
    terminal.err(`${error.code}: ${error.message}\n`);
    return null;
  }
}

function withoutAliases({
  recipient,
  class: kind,
  status,
  reply,
  reason,
  grade,
  rule,
}: FeedbackEvent): FeedbackEvent {
  return { recipient, class: kind, status, reply, reason, grade, rule };
}

function cells(file: string, event: FeedbackEvent): string[] {
  const { recipient, status, reply, reason, grade, rule } = event;
  return [file, event.class, recipient ?? '–', status ?? '–', reply ?? '–', reason, grade ?? '–', rule];
}

/**
 * The beginning of a message, at most `most` octets; what lies behind is not kept.
 * @throws BroadsheetError NOT_FOUND where it cannot be read
 */
async function readMessage(source: string | NodeJS.ReadableStream, most: number): Promise<Uint8Array> {
  const stream = typeof source === 'string' ? createReadStream(source, { end: most - 1 }) : source;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      // To the end all the same: whoever writes into a pipe that nobody reads is ended by it.
      if (size < most) chunks.push(chunk);
      size += chunk.length;
    }
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    const name = typeof source === 'string' ? `The file ${source}` : 'Standard input';
    throw new BroadsheetError('NOT_FOUND', `${name} cannot be read.`, { cause: error });
  }
  return Buffer.concat(chunks).subarray(0, most);
}
