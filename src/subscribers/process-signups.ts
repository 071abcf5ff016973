import { DAY_MS, HOUR_MS } from '../durations.js';
import { addressKey, domainOf } from '../model/address.js';
import type { Language } from '../model/language.js';
import { type Database, inTransaction, type Queryable } from '../store/database.js';
import { countConfirmations, insertNotices, type NewNotice } from '../store/deliveries/notices.js';
import { type Consent, insertConsents } from '../store/subscribers/consents.js';
import { insertPending, raiseConfirmSerials } from '../store/subscribers/new-subscribers.js';
import {
  insertRequestedPreferences,
  type RequestedPreferences,
} from '../store/subscribers/requested-preferences.js';
import {
  claimSignups,
  deleteSignups,
  deleteSignupsBefore,
  lockSignupDecisions,
  readHistories,
  type Signup,
} from '../store/subscribers/signups.js';
import type { SignupLimits } from './decide-signup.js';
import { decideSignups } from './decide-signups.js';
import { addressHash, type Keyring } from './keyring.js';

export interface SignupContext {
  readonly keyring: Keyring;
  readonly now: Date;
  readonly limits: SignupLimits;
}

const BATCH = 500;

/**
 * Decides every request that has come in and writes a confirmation for each address that may be asked. A
 * request over a limit waits and is dropped after a day. A request is removed in the transaction of its
 * effect, so any number of workers may call this at once, and it may be repeated at any time.
 * @returns how many confirmations were written, for a worker to send
 */
export async function processSignups(database: Database, context: SignupContext): Promise<number> {
  let written = 0;
  let after: number | null = 0;
  while (after !== null) {
    const position: number = after;
    const batch = await inTransaction(database, (client) => processBatch(client, context, position));
    written += batch.written;
    after = batch.next;
  }
  // What is left was over a limit when it was read.
  await deleteSignupsBefore(database, new Date(context.now.getTime() - DAY_MS));
  return written;
}

interface Batch {
  readonly written: number;
  /** The id to go on after; null where there is nothing more to do. */
  readonly next: number | null;
}

async function processBatch(client: Queryable, context: SignupContext, after: number): Promise<Batch> {
  const { keyring, now, limits } = context;
  await lockSignupDecisions(client);
  const signups = await claimSignups(client, after, BATCH);
  const last = signups.at(-1);
  if (last === undefined) return { written: 0, next: null };
  const candidates = signups.map((signup) => toCandidate(keyring, signup));
  const histories = await readHistories(client, candidates, new Date(now.getTime() - DAY_MS));
  const domains = [...new Set(candidates.map(({ domain }) => domain))];
  const counts = await countConfirmations(client, new Date(now.getTime() - HOUR_MS), domains);
  const decided = decideSignups(candidates, histories, counts, limits, now);
  const written = await askToConfirm(client, decided.confirm, now);
  await deleteSignups(client, decided.settled);
  return { written, next: decided.full ? null : last.id };
}

interface SignupCandidate {
  readonly signupId: number;
  readonly address: string;
  readonly key: string;
  readonly hash: Buffer;
  readonly domain: string;
  readonly language: Language;
  readonly signup: Signup;
}

function toCandidate(keyring: Keyring, signup: Signup): SignupCandidate {
  const { id, address } = signup;
  return {
    signupId: id,
    address,
    key: addressKey(address),
    hash: addressHash(keyring, address),
    domain: domainOf(address),
    language: signup.language,
    signup,
  };
}

async function askToConfirm(
  client: Queryable,
  candidates: readonly SignupCandidate[],
  now: Date,
): Promise<number> {
  const opened = await insertPending(client, candidates, now);
  const fresh = new Set(opened.map(({ key }) => key));
  const known = candidates.filter(({ key }) => !fresh.has(key));
  const requests = [...opened, ...(await raiseConfirmSerials(client, known))];
  const byKey = new Map(candidates.map((candidate) => [candidate.key, candidate]));
  const notices: NewNotice[] = [];
  const consents: Consent[] = [];
  const chosen: RequestedPreferences[] = [];
  for (const { key, subscriberId, serial } of requests) {
    const candidate = byKey.get(key);
    if (candidate === undefined) continue;
    const { via, wording, clientHash, receivedAt, preferences } = candidate.signup;
    if (preferences !== null) chosen.push({ subscriberId, serial, preferences });
    notices.push({ kind: 'confirmation', subscriberId, serial, domain: candidate.domain });
    consents.push({ subscriberId, event: 'requested', via, wording, clientHash, at: receivedAt });
  }
  await insertConsents(client, consents);
  await insertRequestedPreferences(client, chosen);
  await insertNotices(client, notices, now);
  return notices.length;
}
