import type { Socket } from 'node:net';
import type { Arrivals } from './arrivals.js';
import { dataStart, endOfData, tailAfter } from './end-of-data.js';
import type { Replies } from './replies.js';

export interface SessionParts {
  readonly arrivals: Arrivals;
  readonly replies: Replies;
  /** Whether recipients and Message-IDs are looked at. */
  readonly verify: boolean;
}

/** RFC 5321 §4.5.3.1.4, with room for parameters. */
const MOST_COMMAND_OCTETS = 2_048;
/** Where a Message-ID is looked for. */
const MOST_HEADER_OCTETS = 16 * 1024;
const LF = 10;

const EHLO = [
  '250-sink.localhost',
  '250-PIPELINING',
  '250-SIZE 10485760',
  '250-8BITMIME',
  '250-ENHANCEDSTATUSCODES',
  '250 SMTPUTF8',
].join('\r\n');

/** What one connection is in the middle of. */
interface SessionState {
  inData: boolean;
  /** A command whose end has not come yet. */
  command: string;
  recipients: string[];
  tail: string;
  /** The beginning of the message as far as it may hold the header; kept only to verify. */
  header: string;
  octets: number;
}

/** Speaks SMTP on one connection, as little of it as a sender of newsletters uses (RFC 5321, RFC 2920). */
export function serveSession(socket: Socket, parts: SessionParts): void {
  const state: SessionState = { inData: false, command: '', recipients: [], tail: '', header: '', octets: 0 };
  parts.arrivals.connected();
  socket.setNoDelay(true);
  // Clients that go away in the middle are part of what is measured.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    let answers = '';
    for (let at = 0; at < chunk.length && !socket.writableEnded; ) {
      const step = state.inData ? readData(state, chunk, at, parts) : readCommand(state, chunk, at, parts);
      answers += step.answer;
      at = step.next;
      if (step.last === true) return parts.replies.send(socket, answers, true);
    }
    if (answers !== '') parts.replies.send(socket, answers, false);
  });
  parts.replies.send(socket, '220 sink.localhost ESMTP\r\n', false);
}

interface Step {
  readonly next: number;
  readonly answer: string;
  readonly last?: boolean;
}

function readData(state: SessionState, chunk: Buffer, from: number, parts: SessionParts): Step {
  const end = endOfData(state.tail, chunk, from);
  const next = end === -1 ? chunk.length : end;
  state.octets += next - from;
  if (parts.verify && state.header.length < MOST_HEADER_OCTETS) {
    const room = MOST_HEADER_OCTETS - state.header.length;
    state.header += chunk.toString('latin1', from, Math.min(next, from + room));
  }
  if (end === -1) {
    state.tail = tailAfter(state.tail, chunk, from);
    return { next, answer: '' };
  }
  const { octets, recipients } = state;
  const messageId = parts.verify ? messageIdOf(state.header) : null;
  beginTransaction(state);
  if (!parts.arrivals.accept({ octets, recipients, messageId })) {
    return { next, answer: '452 4.3.1 The sink is full\r\n' };
  }
  return { next, answer: '250 2.0.0 Taken\r\n' };
}

function readCommand(state: SessionState, chunk: Buffer, from: number, parts: SessionParts): Step {
  const end = chunk.indexOf(LF, from);
  const next = end === -1 ? chunk.length : end + 1;
  const line = state.command + chunk.toString('latin1', from, next);
  if (line.length > MOST_COMMAND_OCTETS) return { next, answer: '500 5.5.2 Line too long\r\n', last: true };
  state.command = end === -1 ? line : '';
  if (end === -1) return { next, answer: '' };
  return { next, ...answerTo(line, state, parts) };
}

function answerTo(line: string, state: SessionState, { verify }: SessionParts): Omit<Step, 'next'> {
  switch (line.slice(0, 4).toUpperCase()) {
    case 'EHLO':
      beginTransaction(state);
      return { answer: `${EHLO}\r\n` };
    case 'HELO':
    case 'RSET':
    case 'MAIL':
      beginTransaction(state);
      return { answer: '250 2.1.0 Ok\r\n' };
    case 'RCPT':
      if (verify) state.recipients.push(recipientOf(line));
      return { answer: '250 2.1.5 Ok\r\n' };
    case 'DATA':
      state.inData = true;
      state.tail = dataStart;
      return { answer: '354 Go on\r\n' };
    case 'NOOP':
      return { answer: '250 2.0.0 Ok\r\n' };
    case 'QUIT':
      return { answer: '221 2.0.0 Bye\r\n', last: true };
    default:
      return { answer: '502 5.5.1 Not here\r\n' };
  }
}

function beginTransaction(state: SessionState): void {
  state.inData = false;
  state.recipients = [];
  state.header = '';
  state.octets = 0;
}

function recipientOf(line: string): string {
  return ownCopy(line.slice(line.indexOf('<') + 1, line.indexOf('>')));
}

function messageIdOf(header: string): string | null {
  const end = header.indexOf('\r\n\r\n');
  const fields = `\r\n${end === -1 ? header : header.slice(0, end)}`;
  const id = /\r\nMessage-ID:\s*(\S+)/i.exec(fields)?.[1];
  return id === undefined ? null : ownCopy(id);
}

/** A part of a string keeps the whole of it in memory, here a header for each message. */
function ownCopy(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
