import type { OnReadOpts, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/**
 * Takes what came in.
 * @param octets the taker's until it returns
 * @param length how many of them came
 */
export type TakeOctets = (octets: Buffer, length: number) => void;

/** Where the octets of one connection go. */
export interface SocketIntake {
  /** For `net.connect`, as long as it connects without TLS. */
  readonly onread: OnReadOpts;
  /** From now on they go to a taker, and not to listeners of the socket. */
  listen(socket: Socket, take: TakeOctets): void;
}

/** More than an answer has; what is longer comes in pieces. */
const ROOM_OCTETS = 16 * 1024;

/** What is read has been taken before anything else is, so all connections have it in common. */
const room = Buffer.allocUnsafeSlow(ROOM_OCTETS);

/**
 * Left to itself a socket makes a buffer of 64 KB for whatever it reads, and an answer has a hundred octets.
 * @param socket the one that was opened with `onread`, asked for when octets come
 */
export function createSocketIntake(socket: () => Socket | false | null): SocketIntake {
  let takeOctets: TakeOctets | null = null;
  return {
    onread: {
      buffer: room,
      callback(length) {
        if (takeOctets !== null) takeOctets(room, length);
        else {
          const opened = socket();
          // From the moment at which TLS has the socket nothing comes here, and what did would not be heard under it.
          if (opened && !(opened instanceof TLSSocket))
            opened.emit('data', Buffer.from(room.subarray(0, length)));
        }
        return true;
      },
    },
    listen(opened, take) {
      // What is encrypted is taken by TLS, which has buffers of its own for what it says in plain.
      if (opened instanceof TLSSocket) opened.on('data', (octets: Buffer) => take(octets, octets.length));
      else takeOctets = take;
    },
  };
}
