import type { Socket } from 'node:net';
import type { Connected } from './smtp-connect.js';
import { createReplyReader } from './smtp-reply-reader.js';
import { writeTogether } from './write-together.js';

/** A socket that speaks SMTP: writes in, whole replies out, and an end. */
export interface Wire {
  /** One write, however many pieces. */
  write(pieces: readonly (Buffer | string)[]): void;
  /** The system has taken all that was written. */
  isFlushed(): boolean;
  /** How long the server may take for what is due now; null where nothing is. */
  allow(milliseconds: number | null): void;
  ended(): boolean;
  /** Closes at once, whatever is under way. */
  destroy(): void;
  /** Says QUIT and waits for the end, which comes within the time given. */
  quit(withinMs: number): Promise<void>;
}

export interface WireListener {
  onReply(reply: string): void;
  /** The system has taken all that was written after it could not at once. */
  onFlushed(): void;
  /**
   * Called once.
   * @param cause a code: of the socket's error, `ETIMEDOUT`, `EPROTOCOL`, or `ECONNECTION` for a plain end
   */
  onEnd(cause: string): void;
}

/** Whom a wire leads to. */
export type Speaker = Pick<Connected, 'socket' | 'listen'>;

const LONGEST_TICK_MS = 1_000;

export function createWire({ socket, listen }: Speaker, listener: WireListener): Wire {
  let ended = false;
  let unflushed = 0;
  const deadline = createDeadline(() => end('ETIMEDOUT'));

  const end = (cause: string): void => {
    if (ended) return;
    ended = true;
    deadline.allow(null);
    socket.destroy();
    listener.onEnd(cause);
  };
  const onTaken = (): void => {
    unflushed -= 1;
    if (unflushed === 0 && !ended) listener.onFlushed();
  };
  const onReply = (reply: string): void => {
    if (!ended) listener.onReply(reply);
  };
  listen(createReplyReader({ onReply, onNonsense: () => end('EPROTOCOL') }));
  onEndOf(socket, end);

  return {
    write(pieces) {
      if (ended) return;
      unflushed += 1;
      const [only = ''] = pieces;
      if (pieces.length > 1) writeTogether(socket, pieces, onTaken);
      else socket.write(only, onTaken);
    },
    isFlushed: () => unflushed === 0,
    allow: (milliseconds) => deadline.allow(ended ? null : milliseconds),
    ended: () => ended,
    destroy: () => end('ECONNECTION'),
    async quit(withinMs) {
      if (ended) return;
      ended = true;
      await sayQuit(socket, withinMs);
    },
  };
}

function sayQuit(socket: Socket, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.destroy(), withinMs);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.end('QUIT\r\n');
  });
}

function onEndOf(socket: Socket, end: (cause: string) => void): void {
  // A server that closes its side answers nothing any more.
  socket.on('end', () => end('ECONNECTION'));
  socket.on('close', () => end('ECONNECTION'));
  socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'ESOCKET'));
}

/** One timer for many messages: a deadline that moves on does not touch it, it looks again when it fires. */
function createDeadline(onOver: () => void): { allow(milliseconds: number | null): void } {
  let endsAt: number | null = null;
  let timer: NodeJS.Timeout | null = null;
  const look = (): void => {
    timer = null;
    if (endsAt === null) return;
    const left = endsAt - performance.now();
    if (left <= 0) onOver();
    else lookIn(left);
  };
  const lookIn = (milliseconds: number): void => {
    timer = setTimeout(look, Math.min(milliseconds, LONGEST_TICK_MS));
  };
  return {
    allow(milliseconds) {
      endsAt = milliseconds === null ? null : performance.now() + milliseconds;
      if (milliseconds !== null && timer === null) lookIn(milliseconds);
      // Nobody waits for the end of a process to see a timer fire that has nothing to look at.
      if (milliseconds === null) timer?.unref();
      else timer?.ref();
    },
  };
}
