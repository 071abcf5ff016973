import type { Socket } from 'node:net';

/** Answers a client, at once or as late as a distant server would. */
export interface Replies {
  /** `last` ends the connection behind the text. */
  send(socket: Socket, text: string, last: boolean): void;
  stop(): void;
}

interface Waiting {
  readonly dueAt: number;
  readonly socket: Socket;
  readonly text: string;
  readonly last: boolean;
}

/** A client that does not read its answers is cut off. */
const MOST_UNREAD = 64 * 1024;

/**
 * @param delayMs between what a client sends and the answer to it. Commands that come together are answered
 *   together (RFC 2920 §3.2), so the delay is that of a round trip, however many commands one carries.
 */
export function createReplies(delayMs: number): Replies {
  // All wait equally long, so the first in line is due first and one timer is enough.
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | null = null;

  const arm = (): void => {
    const [first] = waiting;
    timer = first === undefined ? null : setTimeout(sendDue, Math.max(0, first.dueAt - performance.now()));
  };
  const sendDue = (): void => {
    const now = performance.now();
    const pending = waiting.findIndex(({ dueAt }) => dueAt > now);
    const due = pending === -1 ? waiting : waiting.slice(0, pending);
    waiting = pending === -1 ? [] : waiting.slice(pending);
    for (const { socket, text, last } of due) write(socket, text, last);
    arm();
  };
  return {
    send(socket, text, last) {
      if (delayMs === 0) return write(socket, text, last);
      waiting.push({ dueAt: performance.now() + delayMs, socket, text, last });
      if (timer === null) arm();
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
      waiting = [];
    },
  };
}

function write(socket: Socket, text: string, last: boolean): void {
  if (socket.destroyed) return;
  if (last) socket.end(text, 'latin1');
  else if (socket.writableLength > MOST_UNREAD) socket.destroy();
  else socket.write(text, 'latin1');
}
