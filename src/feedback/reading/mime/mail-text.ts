/**
 * What is read of a message. Reports stand at its beginning and the message that came back behind them, so
 * whatever lies further on has nothing to say.
 */
export const MOST_OCTETS_READ = 4 * 1024 * 1024;

/**
 * A message as text, one character for each octet (ISO 8859-1, so that nothing is lost before the charset of
 * each part is known), lines ended by LF whatever ended them, without NUL, byte order mark and the `From `
 * line of a mailbox file.
 */
export function mailText(raw: Uint8Array): string {
  const text = withLineFeeds(raw.subarray(0, MOST_OCTETS_READ));
  const start = text.startsWith('\xef\xbb\xbf') ? 3 : 0;
  const isMailbox = text.startsWith('From ', start) || text.startsWith('>From ', start);
  return text.slice(isMailbox ? text.indexOf('\n') + 1 : start);
}

const NUL = 0x00;
const LF = 0x0a;
const CR = 0x0d;

/** Octet by octet: a megabyte of nothing but line ends takes no longer than one of text. */
function withLineFeeds(raw: Uint8Array): string {
  const octets = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  if (!octets.includes(CR) && !octets.includes(NUL)) return octets.toString('latin1');
  const kept = Buffer.allocUnsafe(octets.length);
  let length = 0;
  for (let at = 0; at < octets.length; at += 1) {
    const octet = octets[at];
    if (octet === NUL) continue;
    if (octet === CR) {
      const next = octets[at + 1];
      // The LF that follows ends the line; some relays make CR CR LF of CR LF.
      if (next === LF || (next === CR && octets[at + 2] === LF)) continue;
    }
    kept[length] = octet === CR ? LF : (octet ?? 0);
    length += 1;
  }
  return kept.toString('latin1', 0, length);
}
