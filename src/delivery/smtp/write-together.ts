import type { Socket } from 'node:net';

/** What a message of one piece takes (see outgoing-message.ts), with the envelope behind it. */
const ROOM_OCTETS = 260 * 1024;
/** No character of a text takes more as UTF-8. */
const MOST_FOR_A_CHARACTER = 3;

/** Undefined until it is first needed, null while it is held. */
let room: Buffer | null | undefined;

/**
 * Writes pieces as one run of bytes. A message has some eighty, and each that the socket is given by itself costs more
 * than its copy. They are brought together in a buffer that the whole process has in common: as a rule the system takes
 * everything at once, and then it is free for the next message, whose bytes so stay in the processor's cache.
 * @param onTaken called when the system has taken all of it
 */
export function writeTogether(
  socket: Socket,
  pieces: readonly (Buffer | string)[],
  onTaken: () => void,
): void {
  const most = mostOctets(pieces);
  const common = most <= ROOM_OCTETS ? takeRoom() : null;
  const octets = common ?? Buffer.allocUnsafe(most);
  let at = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string') at += octets.write(piece, at);
    else {
      octets.set(piece, at);
      at += piece.length;
    }
  }
  let isHeld = common !== null;
  socket.write(octets.subarray(0, at), () => {
    if (isHeld) room = common;
    onTaken();
  });
  // What the system has not taken yet is read from later.
  if (!isHeld || socket.writableLength > 0) return;
  isHeld = false;
  room = common;
}

function mostOctets(pieces: readonly (Buffer | string)[]): number {
  let most = 0;
  for (const piece of pieces)
    most += typeof piece === 'string' ? piece.length * MOST_FOR_A_CHARACTER : piece.length;
  return most;
}

function takeRoom(): Buffer | null {
  const taken = room === undefined ? Buffer.allocUnsafeSlow(ROOM_OCTETS) : room;
  room = null;
  return taken;
}
