import { takeChallenge } from '../store/operators/challenges.js';
import { deleteSession, insertAskingSession } from '../store/operators/operator-sessions.js';
import type { ClientFacts, OperatorsContext } from './operators-context.js';
import { CEREMONY_MS } from './passkey-ceremony.js';
import { makeToken, tokenHash } from './secret-token.js';
import { MOST_BROWSER } from './sessions.js';

/** By what somebody is asked who they are, before anything is known of them. */
type AskedBy = Parameters<typeof insertAskingSession>[1]['step'];

/**
 * Keeps what was asked of somebody who wants to sign in until their answer comes.
 * @returns the token of a session that is good for the answer alone
 */
export async function awaitAnswer(
  { database, clock }: OperatorsContext,
  { clientHash, browser }: ClientFacts,
  step: AskedBy,
  challenge: Buffer,
): Promise<string> {
  const { token, hash: idHash } = makeToken();
  const now = clock();
  const until = new Date(now.getTime() + CEREMONY_MS);
  await insertAskingSession(database, {
    ...{ idHash, step, clientHash, browser: browser.slice(0, MOST_BROWSER), challenge, until, now },
  });
  return token;
}

/**
 * What was asked under a token of {@link awaitAnswer}, whose session ends by that: an answer is looked at once.
 * @returns null where nothing was, it was answered, or its time is over
 */
export async function takeAsked(
  { database, clock }: OperatorsContext,
  token: string,
): Promise<Buffer | null> {
  const idHash = tokenHash(token);
  const challenge = idHash === null ? null : await takeChallenge(database, 'session', idHash, clock());
  if (idHash === null || challenge === null) return null;
  await deleteSession(database, idHash);
  return challenge;
}
