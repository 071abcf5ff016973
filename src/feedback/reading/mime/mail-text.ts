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
  const octets = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, MOST_OCTETS_READ));
  let text = octets.toString('latin1');
  if (text.includes('\0')) text = text.replaceAll('\0', '');
  // Twice: some relays make CR CR LF of CR LF.
  if (text.includes('\r'))
    text = text.replaceAll('\r\n', '\n').replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  if (text.startsWith('\xef\xbb\xbf')) text = text.slice(3);
  return /^>?From /.test(text) ? text.slice(text.indexOf('\n') + 1) : text;
}
