import PostalMime from 'postal-mime';
import { dkimFaults } from './message-faults/dkim-header.js';
import { headerFaults } from './message-faults/headers.js';
import { htmlFaults } from './message-faults/html.js';
import { listFaults, noticeFaults } from './message-faults/list-headers.js';
import { partFaults } from './message-faults/parts.js';
import { readEntity } from './message-faults/raw-message.js';

export interface Expectations {
  /** A digest: with everything that a list has to tell. Otherwise a notice. */
  readonly expectList: boolean;
  /** Text that both parts have to hold, as the postal address (15 USC 7704(a)(5)). */
  readonly holds?: readonly string[];
}

/**
 * Reads a message with a parser that is not ours and names everything in it that breaks a rule for mail on
 * the wire: RFC 5322, 2045 to 2047, 2369, 2919, 3834, 6376, 8058, and what mail programs can show.
 * @param raw the message as it is handed to SMTP, before dots are stuffed
 * @returns sentences; none for a message that is as it should be
 */
export async function checkMessage(raw: Buffer, expected: Expectations): Promise<string[]> {
  const octets = raw.toString('latin1');
  const message = readEntity(octets);
  const parsed = await PostalMime.parse(raw);
  const text = parsed.text ?? '';
  const html = parsed.html ?? '';
  return [
    ...wireFaults(octets),
    ...headerFaults(message),
    ...(expected.expectList ? listFaults(message) : noticeFaults(message)),
    ...dkimFaults(message),
    ...partFaults(message),
    ...(text.trim() === '' ? ['the text is empty'] : []),
    ...(parsed.subject?.trim() ? [] : ['the subject is empty']),
    ...(parsed.attachments.length > 0 ? ['there is an attachment'] : []),
    ...(/[\uFDD0-\uFDEF]/.test(text + html) ? ['a mark of the templates was left'] : []),
    ...htmlFaults(html),
    ...(expected.holds ?? []).flatMap((piece) => [
      ...(text.includes(piece) ? [] : [`the text does not hold ${piece}`]),
      ...(html.includes(piece) ? [] : [`the HTML does not hold ${piece}`]),
    ]),
  ];
}

function wireFaults(octets: string): string[] {
  const longest = Math.max(...octets.split('\r\n').map((line) => line.length));
  return [
    ...(/(?<!\r)\n|\r(?!\n)/.test(octets) ? ['a CR or LF stands alone'] : []),
    ...(octets.includes('\0') ? ['there is a NUL'] : []),
    ...(longest > 998 ? [`a line of ${longest}`] : []),
    ...(octets.endsWith('\r\n') ? [] : ['the message does not end on a line break']),
  ];
}
