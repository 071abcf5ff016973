import type { SMTPError } from 'nodemailer/lib/smtp-connection';
import type { Envelope, Outcome } from '../../model/delivery.js';
import type { OutgoingMessage } from './outgoing-message.js';
import { connectFailureOutcome } from './smtp-failure.js';
import { openSession, type SessionSettings, type SmtpSession } from './smtp-session.js';

export interface SlotSettings extends SessionSettings {
  /** A connection without a message to carry is closed after this long. */
  readonly keepIdleMs: number;
  readonly messagesPerConnection: number;
}

/** The place of one connection: opened when first needed, replaced when it failed or carried its share. */
export interface SmtpSlot {
  /** @param next the envelope that will probably follow; it may be sent ahead */
  send(envelope: Envelope, message: OutgoingMessage, next: Envelope | null): Promise<Outcome>;
  /** @throws an error of nodemailer */
  connect(): Promise<void>;
  /** Ends the connection politely; a later message opens another. */
  quit(): Promise<void>;
  /** The connection is not needed for now. */
  rest(): void;
}

/** @param stop aborted when what is on the wire may take no longer */
export function createSlot(settings: SlotSettings, stop: AbortSignal): SmtpSlot {
  let session: SmtpSession | null = null;
  let carried = 0;
  let idle: NodeJS.Timeout | undefined;

  const connect = async (): Promise<SmtpSession> => {
    clearTimeout(idle);
    if (session !== null && !session.ended()) return session;
    carried = 0;
    session = await openSession(settings, stop);
    return session;
  };
  const quit = async (): Promise<void> => {
    clearTimeout(idle);
    const ending = session;
    session = null;
    await ending?.quit();
  };
  const send = async (
    envelope: Envelope,
    message: OutgoingMessage,
    next: Envelope | null,
  ): Promise<Outcome> => {
    const fresh = session === null || session.ended();
    let open: SmtpSession;
    try {
      open = await connect();
    } catch (error) {
      return connectFailureOutcome(error as SMTPError);
    }
    carried += 1;
    const isLast = carried >= settings.messagesPerConnection;
    const { outcome, stale } = await open.send(envelope, message, isLast ? null : next);
    if (open.ended()) session = null;
    else if (isLast) void quit();
    // A server may end a connection between two messages (RFC 5321 §3.8); that says nothing about this one.
    return stale && !fresh && !stop.aborted ? send(envelope, message, next) : outcome;
  };
  return {
    send,
    connect: async () => {
      await connect();
    },
    quit,
    rest: () => {
      session?.rest();
      if (session !== null && !session.ended())
        idle = setTimeout(() => void quit(), settings.keepIdleMs).unref();
    },
  };
}
