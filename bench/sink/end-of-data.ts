const END = Buffer.from('\r\n.\r\n', 'latin1');
const DOT_AND_CRLF = 3;

/** What stands before the first octet of mail data: the line break behind DATA (RFC 5321 §4.1.1.4). */
export const dataStart = '\r\n';

/**
 * Looks for the end of mail data in a chunk, without copying it.
 * @param tail the last octets before the chunk, 4 at most, as latin1
 * @param from where the data begins in the chunk
 * @returns the index behind the final CRLF, or -1 where the data goes on
 */
export function endOfData(tail: string, chunk: Buffer, from: number): number {
  const seam = tail + chunk.toString('latin1', from, Math.min(from + END.length - 1, chunk.length));
  const crossing = seam.indexOf('\r\n.\r\n');
  if (crossing !== -1) return from + crossing + END.length - tail.length;
  const inside = chunk.indexOf(END, from);
  return inside === -1 ? -1 : inside + DOT_AND_CRLF + 2;
}

/** The tail to look at with the next chunk. */
export function tailAfter(tail: string, chunk: Buffer, from: number): string {
  const kept = END.length - 1;
  if (chunk.length - from >= kept) return chunk.toString('latin1', chunk.length - kept, chunk.length);
  return (tail + chunk.toString('latin1', from, chunk.length)).slice(-kept);
}
