import { createReadStream } from 'node:fs';
import { BroadsheetError } from '../../../src/errors.js';

/** A file with a longer line is of another kind; reading on would fill the memory. */
const LONGEST_LINE = 1_000_000;

/**
 * The lines of a UTF-8 file, one after the other, without their ends (LF or CRLF).
 * @throws BroadsheetError NOT_FOUND where it cannot be read, INPUT_INVALID where it has no lines
 */
export async function* fileLines(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunksOf(file)) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new BroadsheetError('INPUT_INVALID', `${file} is not a text file.`);
    for (const line of lines) yield line.replace(/\r$/, '');
  }
  if (rest !== '') yield rest;
}

async function* chunksOf(file: string): AsyncGenerator<string> {
  try {
    yield* createReadStream(file, 'utf8') as AsyncIterable<string>;
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new BroadsheetError('NOT_FOUND', `The file ${file} cannot be read.`, { cause: error });
  }
}
