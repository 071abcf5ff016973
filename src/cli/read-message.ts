import { createReadStream } from 'node:fs';
import { BroadsheetError } from '../errors.js';

/**
 * The beginning of a message, at most `most` octets; what lies behind is not kept.
 * @throws BroadsheetError NOT_FOUND where it cannot be read
 */
export async function readMessage(source: string | NodeJS.ReadableStream, most: number): Promise<Uint8Array> {
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
