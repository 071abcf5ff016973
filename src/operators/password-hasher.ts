import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { BroadsheetError } from '../errors.js';
import { formatPasswordHash, type PasswordHash, parsePasswordHash } from '../model/password-hash.js';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** What a hash takes to make: scrypt's N is 2^ln. */
export type HashWork = Pick<PasswordHash, 'ln' | 'r' | 'p'>;

/** N = 2^15, r = 8, p = 3: 32 MiB and about 0.3 s, which ASVS 5.0 appendix C approves of. */
const APPROVED: HashWork = { ln: 15, r: 8, p: 3 };
const SALT_OCTETS = 16;
const HASH_OCTETS = 32;
/** Each waits a third of a second: who comes after so many is better told to try again. */
const MOST_WAITING = 32;

export interface PasswordHasher {
  /** @returns a PHC string with a new salt */
  hash(password: string): Promise<string>;
  /**
   * Compares in the same time whatever the answer is.
   * @param kept null where there is no such account or it has no password: the same work is done, and the answer is no
   * @returns whether it is the one, and whether it is kept with less work than a new one would be
   * @throws BroadsheetError OVERLOADED
   */
  verify(
    password: string,
    kept: string | null,
  ): Promise<{ readonly isRight: boolean; readonly isWeak: boolean }>;
  /**
   * Does what leads to a comparison. Who comes after as many as may wait is told at once, before the database is asked
   * for anything: the pages of readers need it meanwhile.
   * @throws BroadsheetError OVERLOADED, and what `compare` throws
   */
  admit<T>(compare: () => Promise<T>): Promise<T>;
}

/**
 * Hashes one password at a time: each takes 32 MiB, and strangers decide how many are asked about.
 * @param work of new hashes
 */
export function openPasswordHasher(work: HashWork = APPROVED): PasswordHasher {
  const inTurn = openTurns();
  let admitted = 0;
  // What nobody's password is compared with.
  const nobody: PasswordHash = { ...work, salt: randomBytes(SALT_OCTETS), hash: randomBytes(HASH_OCTETS) };
  return {
    hash: async (password) => {
      const salt = randomBytes(SALT_OCTETS);
      const hash = await inTurn(() => scryptOf(password, { ...work, salt, hash: Buffer.alloc(HASH_OCTETS) }));
      return formatPasswordHash({ ...work, salt, hash });
    },
    verify: async (password, kept) => {
      const known = kept === null ? null : parsePasswordHash(kept);
      const compared = known ?? nobody;
      const hash = await inTurn(() => scryptOf(password, compared));
      const isRight = timingSafeEqual(hash, compared.hash) && known !== null;
      return {
        isRight,
        isWeak: compared.ln < work.ln || compared.r < work.r || compared.p < work.p,
      };
    },
    admit: async (compare) => {
      if (admitted >= MOST_WAITING) throw tooMany();
      admitted += 1;
      try {
        return await compare();
      } finally {
        admitted -= 1;
      }
    },
  };
}

function scryptOf(password: string, { ln, r, p, salt, hash }: PasswordHash): Promise<Buffer> {
  // Node counts what one of the p rounds takes, and a little more.
  const maxmem = 128 * r * (2 ** ln + p + 2);
  return derive(password, salt, hash.length, { N: 2 ** ln, r, p, maxmem });
}

/** Lets one piece of work run after the other. */
function openTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (work) => {
    if (waiting >= MOST_WAITING) throw tooMany();
    waiting += 1;
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      waiting -= 1;
    }
  };
}

function tooMany(): BroadsheetError {
  return new BroadsheetError('OVERLOADED', 'Too many passwords are being looked at; try again shortly.');
}
