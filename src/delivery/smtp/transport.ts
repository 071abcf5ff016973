import { setMaxListeners } from 'node:events';
import type { SMTPError } from 'nodemailer/lib/smtp-connection';
import { BroadsheetError } from '../../errors.js';
import type { Envelope, Outcome } from '../../model/delivery.js';
import type { OutgoingMessage } from './outgoing-message.js';
import { connectFailureOutcome } from './smtp-failure.js';
import { createSlot, type SlotSettings, type SmtpSlot } from './smtp-slot.js';
import { parseSmtpUrl } from './smtp-url.js';

/** What carries messages to the relay. */
export interface Transport {
  /** How many messages can be on the wire at once. */
  readonly connections: number;
  /**
   * Hands over one message and waits for the verdict. Never rejects: what goes wrong is an outcome. A message
   * is `uncertain` where its final dot was sent and no reply came.
   */
  send(envelope: Envelope, message: OutgoingMessage): Promise<Outcome>;
  /** Waits for a connection to send one message after the other on; null once the transport closes. */
  take(): Promise<Carrier | null>;
  /**
   * Connects and logs in, without a message.
   * @throws BroadsheetError SMTP_UNREACHABLE
   */
  verify(): Promise<void>;
  /** Takes no more messages, lets those on the wire end, and closes; bounded, and may be called again. */
  close(): Promise<void>;
}

/** The sole use of one of the connections. */
export interface Carrier {
  /**
   * As {@link Transport.send}.
   * @param next the envelope that will probably follow; it may be sent ahead
   */
  send(envelope: Envelope, message: OutgoingMessage, next: Envelope | null): Promise<Outcome>;
  /** Ends the use of it; nothing may be under way. */
  giveBack(): void;
}

export interface TransportOptions extends Partial<Omit<SlotSettings, 'address' | 'name'>> {
  /** As {@link parseSmtpUrl} reads it. */
  readonly url: string;
  readonly connections: number;
  /** The name of EHLO: the domain of this machine (RFC 5321 §4.1.1.1). */
  readonly name: string;
  /** How long messages on the wire may take to end when the transport closes. */
  readonly drainMs?: number;
}

const defaults = {
  connectTimeoutMs: 30_000,
  greetingTimeoutMs: 30_000,
  // RFC 5321 §4.5.3.2: the longest that any reply may take; see smtp-dialogue.ts.
  idleTimeoutMs: 600_000,
  messageTimeoutMs: 900_000,
  keepIdleMs: 20_000,
  // A relay that wants fewer says 421, which costs no attempt.
  messagesPerConnection: 1_000,
  drainMs: 10_000,
} as const;

/** A message that was never handed over; no attempt is held against its recipient. */
export const notTaken: Outcome = {
  class: 'throttled',
  replyCode: null,
  replyStatus: null,
  replyText: 'not sent: the service is stopping',
};

/**
 * Opens a pool of SMTP connections to one relay. Nothing is connected before the first message; a connection
 * is used again until it fails, idles or has carried its share.
 * @throws BroadsheetError CONFIG_INVALID where the URL cannot be used
 */
export function openTransport(options: TransportOptions): Transport {
  const { url, connections, drainMs, ...rest } = { ...defaults, ...options };
  const settings: SlotSettings = { ...rest, address: parseSmtpUrl(url) };
  const stop = new AbortController();
  // Every connection listens.
  setMaxListeners(0, stop.signal);
  const slots = Array.from({ length: connections }, () => createSlot(settings, stop.signal));
  const free = [...slots];
  const waiting: ((slot: SmtpSlot | null) => void)[] = [];
  const busy = new Set<Promise<unknown>>();
  let closing: Promise<void> | null = null;

  const take = (): Promise<SmtpSlot | null> => {
    if (closing !== null) return Promise.resolve(null);
    const slot = free.pop();
    return slot === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(slot);
  };
  const giveBack = (slot: SmtpSlot): void => {
    const next = waiting.shift();
    if (next === undefined) {
      // The last one given back is the first one taken, so what is not needed falls idle.
      free.push(slot);
      slot.rest();
    } else next(slot);
  };
  const watched = async <T>(work: Promise<T>): Promise<T> => {
    busy.add(work);
    try {
      return await work;
    } finally {
      busy.delete(work);
    }
  };
  const use = async <T>(work: (slot: SmtpSlot) => Promise<T>, otherwise: T): Promise<T> => {
    const slot = await take();
    if (slot === null) return otherwise;
    try {
      return await watched(work(slot));
    } finally {
      giveBack(slot);
    }
  };
  const carrierOf = (slot: SmtpSlot): Carrier => ({
    send: (envelope, message, next) =>
      closing === null ? watched(slot.send(envelope, message, next)) : Promise.resolve(notTaken),
    giveBack: () => giveBack(slot),
  });
  const close = async (): Promise<void> => {
    for (const refuse of waiting.splice(0)) refuse(null);
    const timer = setTimeout(() => stop.abort(), drainMs);
    while (busy.size > 0) await Promise.allSettled(busy);
    clearTimeout(timer);
    await Promise.all(slots.map((slot) => slot.quit()));
  };

  return {
    connections,
    send: (envelope, message) => use((slot) => slot.send(envelope, message, null), notTaken),
    async take() {
      const slot = await take();
      return slot === null ? null : carrierOf(slot);
    },
    verify: () => use(verified, undefined),
    close: () => {
      closing ??= Promise.resolve().then(close);
      return closing;
    },
  };
}

async function verified(slot: SmtpSlot): Promise<void> {
  try {
    await slot.connect();
  } catch (error) {
    const { replyCode, replyStatus, replyText } = connectFailureOutcome(error as SMTPError);
    const said = [replyCode, replyStatus, replyText].filter((part) => part !== null).join(' ');
    throw new BroadsheetError(
      'SMTP_UNREACHABLE',
      `The SMTP server cannot be used: ${said}. Check SMTP_URL and that the server is running.`,
      { details: { replyCode, replyStatus } },
    );
  }
}
