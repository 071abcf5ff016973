import type { SMTPError } from 'nodemailer/lib/smtp-connection';
import { MINUTE_MS } from '../../durations.js';
import { BroadsheetError } from '../../errors.js';
import type { Envelope, Outcome } from '../../model/delivery.js';
import type { OutgoingMessage } from './outgoing-message.js';
import type { SmtpExtensions } from './smtp-extensions.js';
import { connectFailureOutcome } from './smtp-failure.js';
import { openSession, type SessionSettings, type SmtpSession } from './smtp-session.js';
import { parseSmtpUrl } from './smtp-url.js';

/**
 * One connection to an SMTP server. It is opened with the first message, used again until it fails, idles or has
 * carried its share, and then opened anew. It carries one message at a time.
 */
export interface SmtpConnection {
  /**
   * Sends one message and waits for the server's reply. Never rejects: what goes wrong is an outcome. A message is
   * `uncertain` where its final dot was sent and no reply came.
   * @param next the envelope that will follow on this connection if nothing intervenes: it may go on the wire
   *   behind the final dot (RFC 2920 §3.1), its content never does
   */
  send(envelope: Envelope, message: OutgoingMessage, next: Envelope | null): Promise<Outcome>;
  /** Nothing is sent for now: the connection falls idle, and closes after a while. */
  rest(): void;
  /**
   * Connects and logs in, without a message.
   * @returns what the server offers
   * @throws BroadsheetError SMTP_UNREACHABLE
   */
  verify(): Promise<SmtpExtensions>;
  /** Takes no more messages, lets the one on the wire end, and closes; bounded, and may be called again. */
  close(): Promise<void>;
}

/** Who is told of each message, around its sending. */
export interface SendObserver {
  onSend(): void;
  /** @param startedAt the time of `performance.now()` at which the message was started */
  onResult(envelope: Envelope, outcome: Outcome, startedAt: number): void;
}

export interface SmtpConnectionOptions extends Partial<Omit<SessionSettings, 'address' | 'name'>> {
  /** As {@link parseSmtpUrl} reads it. */
  readonly url: string;
  /** The name of EHLO: the domain of this machine (RFC 5321 §4.1.1.1). */
  readonly name: string;
  /** A connection without a message to carry is closed after this long. */
  readonly keepIdleMs?: number;
  readonly messagesPerConnection?: number;
  /** How long the message on the wire may take to end when the connection is closed. */
  readonly drainMs?: number;
}

const defaults = {
  connectTimeoutMs: 30_000,
  greetingTimeoutMs: 30_000,
  // RFC 5321 §4.5.3.2: the longest that any reply may take; see smtp-dialogue.ts.
  idleTimeoutMs: 10 * MINUTE_MS,
  messageTimeoutMs: 15 * MINUTE_MS,
  keepIdleMs: 20_000,
  // A relay that wants fewer says 421, which costs no attempt.
  messagesPerConnection: 1_000,
  drainMs: 10_000,
} as const;

/** A message that was never handed to the server; no attempt is held against its recipient. */
const NOT_SENT: Outcome = {
  class: 'throttled',
  replyCode: null,
  replyStatus: null,
  replyText: 'not sent: the service is stopping',
};

/** The connection while it is open, with what is known of it. */
interface ConnectionState {
  readonly settings: SessionSettings & Required<Pick<SmtpConnectionOptions, keyof typeof defaults>>;
  /** Aborted when what is on the wire may take no longer. */
  readonly abort: AbortController;
  session: SmtpSession | null;
  /** Messages that the session carried. */
  carried: number;
  idleTimer: NodeJS.Timeout | undefined;
  /** What began last; closing waits for it, where it is not over. */
  busy: Promise<unknown> | null;
  closing: Promise<void> | null;
  readonly observer: SendObserver | undefined;
}

/**
 * Prepares a connection; nothing is connected before the first message.
 * @throws BroadsheetError CONFIG_INVALID where the URL cannot be used
 */
export function openSmtpConnection(options: SmtpConnectionOptions, observer?: SendObserver): SmtpConnection {
  const { url, ...rest } = options;
  const state: ConnectionState = {
    settings: { ...defaults, ...rest, address: parseSmtpUrl(url) },
    abort: new AbortController(),
    session: null,
    carried: 0,
    idleTimer: undefined,
    busy: null,
    closing: null,
    observer,
  };
  return {
    send(envelope, message, next) {
      if (state.closing !== null) return Promise.resolve(NOT_SENT);
      return busyWith(state, sendObserved(state, envelope, message, next));
    },
    rest() {
      const { session, settings } = state;
      session?.rest();
      clearTimeout(state.idleTimer);
      if (session === null || session.ended()) return;
      state.idleTimer = setTimeout(() => void quit(state), settings.keepIdleMs).unref();
    },
    verify: () => busyWith(state, verify(state)),
    close: () => {
      state.closing ??= Promise.resolve().then(() => close(state));
      return state.closing;
    },
  };
}

function busyWith<T>(state: ConnectionState, work: Promise<T>): Promise<T> {
  state.busy = work;
  return work;
}

async function sendObserved(
  state: ConnectionState,
  envelope: Envelope,
  message: OutgoingMessage,
  next: Envelope | null,
): Promise<Outcome> {
  const { observer, settings } = state;
  const startedAt = performance.now();
  observer?.onSend();
  let outcome: Outcome | null = null;
  // A server may end a connection between two messages (RFC 5321 §3.8): the message is retried on a fresh one.
  while (outcome === null) {
    const standing = standingSession(state);
    const session = standing ?? (await openSessionOf(state));
    if ('class' in session) outcome = session;
    else {
      state.carried += 1;
      const isLast = state.carried >= settings.messagesPerConnection;
      const sending = await session.send(envelope, message, isLast ? null : next);
      if (session.ended()) state.session = null;
      else if (isLast) void quit(state);
      if (!sending.stale || standing === null || state.abort.signal.aborted) outcome = sending.outcome;
    }
  }
  observer?.onResult(envelope, outcome, startedAt);
  return outcome;
}

/** The session that is open, for what follows on it; null where there is none. */
function standingSession(state: ConnectionState): SmtpSession | null {
  clearTimeout(state.idleTimer);
  return state.session === null || state.session.ended() ? null : state.session;
}

/** A new session, or what it means for a message that there is none. */
async function openSessionOf(state: ConnectionState): Promise<SmtpSession | Outcome> {
  state.carried = 0;
  try {
    state.session = await openSession(state.settings, state.abort.signal);
    return state.session;
  } catch (error) {
    return connectFailureOutcome(error as SMTPError);
  }
}

async function verify(state: ConnectionState): Promise<SmtpExtensions> {
  const session = standingSession(state) ?? (await openSessionOf(state));
  if (!('class' in session)) return session.offered;
  const { replyCode, replyStatus, replyText } = session;
  const said = [replyCode, replyStatus, replyText].filter((part) => part !== null).join(' ');
  throw new BroadsheetError(
    'SMTP_UNREACHABLE',
    `The SMTP server cannot be used: ${said}. Check SMTP_URL and that the server is running.`,
    { details: { replyCode, replyStatus } },
  );
}

/** Ends the session politely; a later message opens another. */
async function quit(state: ConnectionState): Promise<void> {
  clearTimeout(state.idleTimer);
  const { session } = state;
  state.session = null;
  await session?.quit();
}

async function close(state: ConnectionState): Promise<void> {
  const timer = setTimeout(() => state.abort.abort(), state.settings.drainMs);
  await state.busy?.catch(() => undefined);
  clearTimeout(timer);
  await quit(state);
}
