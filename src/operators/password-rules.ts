import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { BroadsheetError } from '../errors.js';

/** Why a password is not taken. */
export type PasswordFault = 'short' | 'long' | 'guessable';

const FEWEST = 15;
const MOST = 200;
/** Tries that who guesses by lists, names, keys and repetitions needs, as a power of ten. */
const FEWEST_TRIES = 10;

/** What there is to be said of each. */
const sentences: Readonly<Record<PasswordFault, string>> = {
  short: `A password has at least ${FEWEST} characters; four words that do not belong together are easy to keep.`,
  long: `A password has at most ${MOST} characters.`,
  guessable:
    'This password is quickly guessed: it is common, repeats itself, follows the keys, or is about this site or you.',
};

/**
 * Refuses what is guessed first. Any characters are taken, nothing is asked of their kinds, and nothing is changed or
 * cut (ASVS 5.0, 6.2.1 to 6.2.9).
 * @param about names that somebody would try: of the site, of the person, their address
 * @throws BroadsheetError PASSWORD_REFUSED with a {@link PasswordFault} in `details.reason`
 */
export async function refuseWeakPassword(password: string, about: readonly string[]): Promise<void> {
  const reason = await faultOf(password, about);
  if (reason !== null)
    throw new BroadsheetError('PASSWORD_REFUSED', sentences[reason], { details: { reason } });
}

async function faultOf(password: string, about: readonly string[]): Promise<PasswordFault | null> {
  const length = [...password].length;
  if (length < FEWEST) return 'short';
  if (length > MOST) return 'long';
  const estimate = await openEstimate();
  const { guessesLog10 } = estimate.check(password, ['broadsheet', ...about.flatMap(partsOf)]);
  // It holds on to the last password that it was asked about, and is itself kept.
  estimate.check('');
  return guessesLog10 < FEWEST_TRIES ? 'guessable' : null;
}

/** Passwords are chosen once a year, and then often twice: what was read for one is kept until memory is needed. */
let kept: WeakRef<ZxcvbnFactory> | undefined;

/** Reads the lists of common passwords and words, which takes a tenth of a second and 25 MiB. */
async function openEstimate(): Promise<ZxcvbnFactory> {
  const known = kept?.deref();
  if (known !== undefined) return known;
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  const opened = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  kept = new WeakRef(opened);
  return opened;
}

/** Whole, and each word of it. */
function partsOf(name: string): string[] {
  return [name, ...name.split(/[^\p{L}\p{N}]+/u)].filter((part) => part.length > 2);
}
