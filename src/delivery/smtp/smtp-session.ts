import type { Envelope, Outcome } from '../../model/delivery.js';
import { dataOf, type OutgoingMessage } from './outgoing-message.js';
import { type ConnectSettings, connectSmtp, QUIT_WITHIN_MS } from './smtp-connect.js';
import { createDialogue, type Dialogue } from './smtp-dialogue.js';
import { envelopeFault, messageFault } from './smtp-envelope.js';
import { readExtensions, type SmtpExtensions } from './smtp-extensions.js';
import { noReplyOutcome, outcomeOf } from './smtp-failure.js';
import { parseReply, type SmtpReply, type SmtpStage } from './smtp-reply.js';
import { isSameEnvelope, type Transaction } from './smtp-transaction.js';

export interface SessionSettings extends ConnectSettings {
  /** For one message from MAIL FROM to the last reply, however busy the connection looks. */
  readonly messageTimeoutMs: number;
}

/** How one message fared, and the connection with it. */
export interface Sending {
  readonly outcome: Outcome;
  /** The connection ended, and not because of this message: a fresh one may carry it at once. */
  readonly stale: boolean;
}

/** One connection to the relay, greeted, encrypted and logged in. It carries one message at a time. */
export interface SmtpSession {
  /**
   * @param next the envelope that will probably follow; where the server pipelines it is sent ahead
   */
  send(envelope: Envelope, message: OutgoingMessage, next: Envelope | null): Promise<Sending>;
  /** Nothing follows for now: a server that waits for the message of an envelope sent ahead is let go. */
  rest(): void;
  readonly ended: () => boolean;
  /** What the server said that it can do. */
  readonly offered: SmtpExtensions;
  /** Says QUIT and closes; resolves when the connection has ended, which it does within a second. */
  quit(): Promise<void>;
}

/** One connection as the functions below see it. */
interface Line {
  readonly dialogue: Dialogue;
  readonly offered: SmtpExtensions;
  readonly messageTimeoutMs: number;
  /** The envelope that was sent behind the last message. */
  ahead: Transaction | null;
}

/**
 * @param stop ends whatever is under way
 * @throws as {@link connectSmtp}
 */
export async function openSession(settings: SessionSettings, stop: AbortSignal): Promise<SmtpSession> {
  const connected = await connectSmtp(settings, stop);
  const { socket, greeting } = connected;
  const offered = readExtensions(greeting);
  const dialogue = createDialogue(connected, offered, settings.idleTimeoutMs);
  const line: Line = { dialogue, offered, messageTimeoutMs: settings.messageTimeoutMs, ahead: null };
  const { wire } = dialogue;
  const abort = (): void => wire.destroy();
  stop.addEventListener('abort', abort);
  socket.once('close', () => stop.removeEventListener('abort', abort));
  if (stop.aborted) abort();
  return {
    send: (envelope, message, next) => sendOn(line, envelope, message, next),
    rest() {
      if (line.ahead !== null) wire.destroy();
    },
    ended: () => wire.ended(),
    offered,
    quit: () => {
      if (line.ahead !== null) wire.destroy();
      return wire.quit(QUIT_WITHIN_MS);
    },
  };
}

async function sendOn(
  line: Line,
  envelope: Envelope,
  message: OutgoingMessage,
  next: Envelope | null,
): Promise<Sending> {
  const { dialogue, offered } = line;
  const fault = envelopeFault(envelope, offered) ?? messageFault(message, offered);
  if (fault !== null) {
    if (line.ahead !== null) dialogue.wire.destroy();
    return { outcome: fault, stale: false };
  }
  const deadline = performance.now() + line.messageTimeoutMs;
  const transaction = open(line, envelope, message);
  if (transaction === null) return broken(line, 'mail', false);
  // An envelope that was sent ahead has its answers, as a rule.
  if (!transaction.answered) await dialogue.until(() => transaction.answered, deadline);
  // Where replies are missing nobody knows which of the commands was refused, unless the server left with it.
  const isClear = transaction.answered || dialogue.endedBy() !== 'ETIMEDOUT';
  if (transaction.refusal !== null && isClear) return refused(line, transaction, transaction.refusal);
  if (!transaction.goAhead) return broken(line, transaction.stage, false);
  const { ahead, last } = dataOf(message);
  const early = ahead.length === 0 ? null : await sendAhead(line, { transaction, pieces: ahead, deadline });
  if (early !== null) return early;
  conclude(line, transaction, last, next);
  await dialogue.until(() => transaction.verdict !== null, deadline);
  const { verdict } = transaction;
  if (verdict === null) return broken(line, 'final', true);
  if (isLastWord(verdict)) dialogue.wire.destroy();
  return { outcome: outcomeOf(verdict, envelope.to), stale: false };
}

/** The transaction of an envelope: the one sent ahead, or a new one. Null where the server waits for another. */
function open(line: Line, envelope: Envelope, message: OutgoingMessage): Transaction | null {
  const { dialogue, ahead } = line;
  line.ahead = null;
  if (ahead !== null) {
    if (isSameEnvelope(ahead.envelope, envelope)) return ahead;
    dialogue.wire.destroy();
    return null;
  }
  const { transaction, commands } = dialogue.begin(envelope, message);
  dialogue.wire.write([commands]);
  return transaction;
}

/** What of a large message goes before its last piece. */
interface Ahead {
  readonly transaction: Transaction;
  readonly pieces: readonly Buffer[];
  readonly deadline: number;
}

/** Writes it as fast as it is taken; null unless the server intervened. */
async function sendAhead(line: Line, { transaction, pieces, deadline }: Ahead): Promise<Sending | null> {
  const { dialogue } = line;
  const { wire } = dialogue;
  for (const piece of pieces) {
    wire.write([piece]);
    await dialogue.until(() => wire.isFlushed() || dialogue.unasked() !== null, deadline);
    if (wire.ended() || dialogue.unasked() !== null) break;
  }
  const said = dialogue.unasked();
  if (said === null) return wire.ended() ? broken(line, 'data', false) : null;
  wire.destroy();
  // A refusal may come early; an acceptance of what is still on its way is none.
  const reply = parseReply('final', said);
  if (reply.code !== null && reply.code >= 400)
    return { outcome: outcomeOf(reply, transaction.envelope.to), stale: false };
  return { outcome: noReplyOutcome('data', 'EPROTOCOL'), stale: false };
}

/** Writes the end of a message, and behind it the envelope of the next, where there is one. */
function conclude(
  line: Line,
  transaction: Transaction,
  last: readonly (Buffer | string)[],
  next: Envelope | null,
): void {
  const { dialogue, offered } = line;
  dialogue.conclude(transaction);
  const mayGoAhead = next !== null && offered.pipelining && envelopeFault(next, offered) === null;
  const opening = mayGoAhead ? dialogue.begin(next, null) : null;
  line.ahead = opening?.transaction ?? null;
  dialogue.wire.write(opening === null ? last : [...last, opening.commands]);
}

/** The server refused the envelope. */
function refused({ dialogue }: Line, { envelope, goAhead }: Transaction, refusal: SmtpReply): Sending {
  // A server that wants a message for nobody would take what follows for it.
  if (goAhead || isLastWord(refusal)) dialogue.wire.destroy();
  else dialogue.resetFirst();
  return { outcome: outcomeOf(refusal, envelope.to), stale: refusal.code === 421 };
}

/** RFC 5321 §3.8: 421 ends a connection. After a 354 where none belongs nobody knows what the server awaits. */
function isLastWord({ code }: SmtpReply): boolean {
  return code === null || code === 421 || (code >= 300 && code < 400);
}

/** The connection ended without the reply that was due. */
function broken({ dialogue }: Line, stage: SmtpStage, dotSent: boolean): Sending {
  const cause = dialogue.endedBy() ?? 'ECONNECTION';
  const stale = !dotSent && cause !== 'ETIMEDOUT' && cause !== 'EPROTOCOL';
  const farewell = dialogue.unasked();
  const reply = farewell === null || dotSent ? null : parseReply(stage, farewell);
  const outcome = reply?.code === 421 ? outcomeOf(reply) : noReplyOutcome(stage, cause);
  return { outcome, stale };
}
