import { MINUTE_MS } from '../../durations.js';
import type { Envelope } from '../../model/delivery.js';
import type { OutgoingMessage } from './outgoing-message.js';
import { envelopeCommands } from './smtp-envelope.js';
import type { SmtpExtensions } from './smtp-extensions.js';
import { newTransaction, noteReply, type Step, type Transaction } from './smtp-transaction.js';
import { createWire, type Speaker, type Wire } from './smtp-wire.js';

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
  rset: 5 * MINUTE_MS,
  mail: 5 * MINUTE_MS,
  rcpt: 5 * MINUTE_MS,
  data: 2 * MINUTE_MS,
  body: 3 * MINUTE_MS,
  final: 10 * MINUTE_MS,
};

/** A reply that the server has yet to give. */
interface PendingReply {
  readonly step: Step;
  readonly transaction: Transaction | null;
}

/** What is known of one connection between commands and replies. */
interface DialogueState {
  readonly offered: SmtpExtensions;
  readonly pendingReplies: PendingReply[];
  /** Commands that still wait, where each has to wait for the answer to the last. */
  waiting: { step: 'rcpt' | 'data'; command: string }[];
  mustReset: boolean;
  unasked: string | null;
  endedBy: string | null;
  wake: (() => void) | null;
}

/** @param longestWaitMs for any step, where that is less than the standard asks for */
export function createDialogue(speaker: Speaker, offered: SmtpExtensions, longestWaitMs: number): Dialogue {
  const state: DialogueState = {
    ...{ offered, pendingReplies: [], waiting: [], mustReset: false },
    ...{ unasked: null, endedBy: null, wake: null },
  };
  const wire = createWire(speaker, {
    onReply: (reply) => takeReply(state, wire, reply),
    onEnd(cause) {
      state.endedBy ??= cause;
      state.wake?.();
    },
    onFlushed: () => state.wake?.(),
  });
  return {
    wire,
    begin: (envelope, message) => begin(state, envelope, message),
    conclude: (transaction) => {
      state.pendingReplies.push({ step: 'final', transaction });
    },
    resetFirst: () => {
      state.mustReset = true;
    },
    until: (isSo, messageDeadline) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (isSo() || wire.ended()) {
            state.wake = null;
            wire.allow(null);
            resolve();
            return;
          }
          const step = STEP_TIMEOUTS[state.pendingReplies[0]?.step ?? 'body'];
          wire.allow(Math.min(step, longestWaitMs, Math.max(0, messageDeadline - performance.now())));
        };
        state.wake = look;
        look();
      }),
    unasked: () => state.unasked,
    endedBy: () => state.endedBy,
  };
}

function begin(state: DialogueState, envelope: Envelope, message: OutgoingMessage | null): Opening {
  const { offered, pendingReplies, mustReset } = state;
  const { mail, rcpt } = envelopeCommands(envelope, message, offered);
  const transaction = newTransaction(envelope);
  const reset = mustReset ? 'RSET\r\n' : '';
  if (mustReset) pendingReplies.push({ step: 'rset', transaction: null });
  state.mustReset = false;
  pendingReplies.push({ step: 'mail', transaction });
  if (offered.pipelining) {
    pendingReplies.push({ step: 'rcpt', transaction }, { step: 'data', transaction });
    return { transaction, commands: `${reset}${mail}${rcpt}DATA\r\n` };
  }
  state.waiting = [
    { step: 'rcpt', command: rcpt },
    { step: 'data', command: 'DATA\r\n' },
  ];
  return { transaction, commands: `${reset}${mail}` };
}

function takeReply(state: DialogueState, wire: Wire, reply: string): void {
  const due = state.pendingReplies.shift();
  if (due === undefined) state.unasked ??= reply;
  else if (due.transaction !== null && due.step !== 'rset') {
    noteReply(due.transaction, due.step, reply);
    if (!state.offered.pipelining && due.step !== 'final') sendNextCommand(state, wire, due.transaction);
  }
  if (state.wake !== null) state.wake();
  // The farewell of a server that has nothing to answer (RFC 5321 §3.8).
  else if (due === undefined) wire.destroy();
}

function sendNextCommand(state: DialogueState, wire: Wire, transaction: Transaction): void {
  const next = transaction.refusal === null ? state.waiting.shift() : undefined;
  if (next === undefined) {
    state.waiting = [];
    transaction.answered = true;
  } else {
    state.pendingReplies.push({ step: next.step, transaction });
    wire.write([next.command]);
  }
}
