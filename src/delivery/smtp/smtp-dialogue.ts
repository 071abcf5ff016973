import type { Socket } from 'node:net';
import type { Envelope } from '../../model/delivery.js';
import type { OutgoingMessage } from './outgoing-message.js';
import { envelopeCommands } from './smtp-envelope.js';
import type { SmtpExtensions } from './smtp-extensions.js';
import { newTransaction, noteReply, type Step, type Transaction } from './smtp-transaction.js';
import { createWire, type Wire } from './smtp-wire.js';

/** The commands and replies of one connection: each reply goes to the transaction whose command it answers. */
export interface Dialogue {
  readonly wire: Wire;
  /**
   * Begins a transaction. The commands returned are to be written, and their replies are pending from then on; the
   * other commands follow by themselves where the server does not pipeline.
   * @param message null where it is not known yet
   */
  begin(envelope: Envelope, message: OutgoingMessage | null): Opening;
  /** The final dot is about to be written: the reply to the message is pending. */
  conclude(transaction: Transaction): void;
  /** The next transaction begins with RSET (RFC 5321 §4.1.1.5): the last one was refused half-way. */
  resetFirst(): void;
  /** Waits until something is so or the connection has ended, no longer than a step or the message may take. */
  until(isSo: () => boolean, messageDeadline: number): Promise<void>;
  /** What the server said without being asked, as while a message is still written. */
  unasked(): string | null;
  /** Why the connection ended; null while it stands. */
  endedBy(): string | null;
}

export interface Opening {
  readonly transaction: Transaction;
  readonly commands: string;
}

/** RFC 5321 §4.5.3.2, in milliseconds; `body` is for a part of a message to be taken. */
const STEP_TIMEOUTS: Readonly<Record<Step | 'body', number>> = {
  rset: 300_000,
  mail: 300_000,
  rcpt: 300_000,
  data: 120_000,
  body: 180_000,
  final: 600_000,
};

/** A reply that the server has yet to give. */
interface PendingReply {
  readonly step: Step;
  readonly transaction: Transaction | null;
}

/** @param longestWaitMs for any step, where that is less than the standard asks for */
export function createDialogue(socket: Socket, offered: SmtpExtensions, longestWaitMs: number): Dialogue {
  const pendingReplies: PendingReply[] = [];
  let mustReset = false;
  let unasked: string | null = null;
  let endedBy: string | null = null;
  let wake: (() => void) | null = null;
  /** The commands that still wait, where each has to wait for the answer to the last. */
  let waiting: { step: 'rcpt' | 'data'; command: string }[] = [];

  const goOn = (transaction: Transaction): void => {
    const next = transaction.refusal === null ? waiting.shift() : undefined;
    if (next === undefined) {
      waiting = [];
      transaction.answered = true;
    } else {
      pendingReplies.push({ step: next.step, transaction });
      wire.write([next.command]);
    }
  };
  const onReply = (reply: string): void => {
    const due = pendingReplies.shift();
    if (due === undefined) unasked ??= reply;
    else if (due.transaction !== null && due.step !== 'rset') {
      noteReply(due.transaction, due.step, reply);
      if (!offered.pipelining && due.step !== 'final') goOn(due.transaction);
    }
    if (wake !== null) wake();
    // The farewell of a server that has nothing to answer (RFC 5321 §3.8).
    else if (due === undefined) wire.destroy();
  };
  const onEnd = (cause: string): void => {
    endedBy ??= cause;
    wake?.();
  };
  const wire = createWire(socket, { onReply, onEnd, onFlushed: () => wake?.() });

  return {
    wire,
    begin(envelope, message) {
      const { mail, rcpt } = envelopeCommands(envelope, message, offered);
      const transaction = newTransaction(envelope);
      const reset = mustReset ? 'RSET\r\n' : '';
      if (mustReset) pendingReplies.push({ step: 'rset', transaction: null });
      mustReset = false;
      pendingReplies.push({ step: 'mail', transaction });
      if (offered.pipelining) {
        pendingReplies.push({ step: 'rcpt', transaction }, { step: 'data', transaction });
        return { transaction, commands: `${reset}${mail}${rcpt}DATA\r\n` };
      }
      waiting = [
        { step: 'rcpt', command: rcpt },
        { step: 'data', command: 'DATA\r\n' },
      ];
      return { transaction, commands: `${reset}${mail}` };
    },
    conclude: (transaction) => {
      pendingReplies.push({ step: 'final', transaction });
    },
    resetFirst: () => {
      mustReset = true;
    },
    async until(isSo, messageDeadline) {
      while (!isSo() && !wire.ended()) {
        const step = STEP_TIMEOUTS[pendingReplies[0]?.step ?? 'body'];
        wire.allow(Math.min(step, longestWaitMs, Math.max(0, messageDeadline - performance.now())));
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = null;
      }
      wire.allow(null);
    },
    unasked: () => unasked,
    endedBy: () => endedBy,
  };
}
