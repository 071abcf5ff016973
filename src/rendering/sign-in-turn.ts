import { type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';

const signInPool = promisify<string, Buffer, KeyObject, Buffer>(sign);

/**
 * Two for each thread of Node's pool, so that none waits for the loop to bring the next. More gain nothing, and the
 * pool serves whoever came first: behind the signatures of fifty connections a file that a page reads, a name that
 * is resolved or an answer that is compressed would wait for 14 ms, and the loop for as long when they all end at once.
 */
const MOST_IN_POOL = 8;

// The pool is one for the whole process, whoever signs.
let inPool = 0;
const waiting: (() => void)[] = [];

/**
 * A signature, made on a thread of the pool: an RSA signature costs several times what the rest of a message does,
 * and meanwhile the others are sent. No more wait than there are connections, and a failure is the caller's alone.
 * @throws the error of node:crypto
 */
export async function signInTurn(hash: string, data: Buffer, key: KeyObject): Promise<Buffer> {
  if (inPool < MOST_IN_POOL) inPool += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await signInPool(hash, data, key);
  } finally {
    // The place is handed on, or given up.
    const next = waiting.shift();
    if (next === undefined) inPool -= 1;
    else next();
  }
}
