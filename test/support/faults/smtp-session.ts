import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { CutStep } from './cut-plan.js';
import type { JournalEntry } from './journal.js';

export interface SessionRules {
  /** Between the final dot and the reply; the message is taken somewhere between. */
  readonly delayMs: number;
  /** Asked at each step; true: the connection ends there. */
  readonly mustCut: (step: CutStep) => boolean;
  /** Asked at each recipient; true: it is refused for now. */
  readonly mustRefuse: () => boolean;
  readonly note: (entry: JournalEntry) => void;
}

const GREETING = '220 faults.example ESMTP';
const EHLO = [
  '250-faults.example',
  '250-PIPELINING',
  '250-SIZE 10485760',
  '250-8BITMIME',
  '250-ENHANCEDSTATUSCODES',
  '250 SMTPUTF8',
].join('\r\n');
const replies: Readonly<Record<string, string>> = {
  EHLO: `${EHLO}\r\n`,
  MAIL: '250 2.1.0 Ok\r\n',
  RCPT: '250 2.1.5 Ok\r\n',
  DATA: '354 Go on\r\n',
  RSET: '250 2.0.0 Ok\r\n',
  NOOP: '250 2.0.0 Ok\r\n',
};
const stepOf: Readonly<Record<string, CutStep>> = { EHLO: 'ehlo', MAIL: 'mail', RCPT: 'rcpt', DATA: 'data' };
const END = '\r\n.\r\n';
/** A client that does not close its side as well. */
const LINGER_MS = 1_000;

interface Session {
  readonly socket: Socket;
  readonly rules: SessionRules;
  /** What came and was not dealt with; while a reply is due, further commands wait here (RFC 2920 §3.2). */
  input: string;
  phase: 'command' | 'body' | 'cut';
  to: string;
}

/** Speaks SMTP with PIPELINING on one connection, and ends it where it is told to. */
export function serveSession(socket: Socket, rules: SessionRules): void {
  const session: Session = { socket, rules, input: '', phase: 'command', to: '' };
  let working = false;
  const work = async (): Promise<void> => {
    if (working) return;
    working = true;
    while (session.phase !== 'cut' && (await step(session)));
    working = false;
  };
  // Workers that are killed are part of what is tested.
  socket.on('error', () => socket.destroy());
  socket.on('end', () => socket.end());
  socket.on('data', (chunk: Buffer) => {
    if (session.phase === 'cut') return;
    session.input += chunk.toString('latin1');
    void work();
  });
  if (rules.mustCut('connect')) cut(session, 'connect', '');
  else if (rules.mustCut('greeting')) cut(session, 'greeting', GREETING.slice(0, 9));
  else socket.write(`${GREETING}\r\n`);
}

/** Deals with one command or one message; false where more has to come first. */
async function step(session: Session): Promise<boolean> {
  if (session.phase === 'body') return await takeBody(session);
  const end = session.input.indexOf('\r\n');
  if (end === -1) return false;
  const line = session.input.slice(0, end);
  session.input = session.input.slice(end + 2);
  obey(session, line);
  return true;
}

function obey(session: Session, line: string): void {
  const { socket, rules } = session;
  const verb = line.slice(0, 4).toUpperCase();
  const step = stepOf[verb];
  if (verb === 'RCPT') session.to = /<([^>]*)>/.exec(line)?.[1] ?? '';
  else if (verb !== 'DATA') session.to = '';
  if (verb === 'DATA' && session.to === '') {
    socket.write('554 5.5.1 No valid recipients\r\n');
  } else if (step !== undefined && rules.mustCut(step)) {
    // Of a reply in several lines the first ones are given.
    cut(session, step, step === 'ehlo' ? EHLO.slice(0, 40) : '');
  } else if (verb === 'RCPT' && rules.mustRefuse()) {
    session.to = '';
    socket.write('451 4.3.0 Try again later\r\n');
  } else if (verb === 'QUIT') {
    session.phase = 'cut';
    socket.end('221 2.0.0 Bye\r\n');
  } else {
    if (verb === 'DATA') session.phase = 'body';
    socket.write(replies[verb] ?? '502 5.5.2 Unknown command\r\n');
  }
}

async function takeBody(session: Session): Promise<boolean> {
  const { socket, rules, input, to } = session;
  if (input === '') return false;
  if (rules.mustCut('body')) {
    cut(session, 'body', '');
    return false;
  }
  const end = input.indexOf(END);
  if (end === -1) return false;
  const messageId = /^Message-ID:\s*(\S+)/im.exec(input.slice(0, end))?.[1] ?? '';
  if (rules.mustCut('dot-lost')) {
    cut(session, 'dot-lost', '');
    return false;
  }
  // A server that is killed meanwhile took what it noted, and did not take the rest.
  const notedAfterMs = rules.delayMs * Math.random();
  await delay(notedAfterMs);
  rules.note({ what: 'taken', messageId, to, at: Date.now() });
  await delay(rules.delayMs - notedAfterMs);
  session.input = session.input.slice(end + END.length);
  session.phase = 'command';
  if (rules.mustCut('dot-taken')) cut(session, 'dot-taken', '');
  else if (rules.mustCut('half-reply')) cut(session, 'half-reply', '250 2.0');
  else if (rules.mustCut('replied')) cut(session, 'replied', '250 2.0.0 Taken\r\n');
  else socket.write('250 2.0.0 Taken\r\n');
  session.to = '';
  return true;
}

/**
 * Ends the connection behind `lastWords`. What still comes is read and forgotten: closing a socket with unread
 * octets would reset it, and a reply that was given before could be lost with it.
 */
function cut(session: Session, step: CutStep, lastWords: string): void {
  const { socket, rules, to } = session;
  session.phase = 'cut';
  session.input = '';
  rules.note({ what: 'cut', step, to });
  socket.end(lastWords, 'latin1');
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
