import { isAscii } from 'node:buffer';
import { type ComposedMessage, messageBytes } from '../../rendering/message-parts.js';
import { dotStuffed, endOfData } from './dot-stuffing.js';

/** What a connection carries: a composed message, joined only where it is written, or any bytes with CRLF line breaks. */
export type OutgoingMessage = ComposedMessage | Buffer;

/** What is handed to the socket at once; of a larger message the next piece waits until the last has gone. */
const PIECE_OCTETS = 256 * 1024;

const EMPTY_LINE = '\r\n';
const END_OF_DATA = '.\r\n';

/** The size that SMTP asks for (RFC 1870 §3). */
export function octetsOf(message: OutgoingMessage): number {
  if (Buffer.isBuffer(message)) return message.length;
  let octets = message.ownHeaders.length + message.sharedHeaders.length + EMPTY_LINE.length;
  for (const piece of message.body) octets += piece.length;
  return octets;
}

/** Whether it has octets that only 8BITMIME carries (RFC 6152); what readers share has none. */
export function isSevenBit(message: OutgoingMessage): boolean {
  return isAscii(Buffer.isBuffer(message) ? message : message.ownHeaders);
}

/** A message as DATA carries it, up to and with the final dot. */
export interface OutgoingData {
  /** Written one after the other, each when the last has gone. */
  readonly ahead: readonly Buffer[];
  /** Written at once, with the final dot at its end. */
  readonly last: readonly (Buffer | string)[];
}

export function dataOf(message: OutgoingMessage): OutgoingData {
  if (!Buffer.isBuffer(message) && octetsOf(message) <= PIECE_OCTETS) {
    const { ownHeaders, sharedHeaders, body } = message;
    return { ahead: [], last: [ownHeaders, sharedHeaders, EMPTY_LINE, ...body, END_OF_DATA] };
  }
  const data = dotStuffed(Buffer.isBuffer(message) ? message : messageBytes(message));
  const ahead: Buffer[] = [];
  let from = 0;
  for (; data.length - from > PIECE_OCTETS; from += PIECE_OCTETS)
    ahead.push(data.subarray(from, from + PIECE_OCTETS));
  return { ahead, last: [data.subarray(from), endOfData(data)] };
}
