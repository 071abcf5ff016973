import { DAY_MS, HOUR_MS } from '../durations.js';
import { addressKey, domainOf } from '../model/address.js';
import type { Language } from '../model/language.js';
import { countedDomain, domainsCountedAs, mailboxOf } from '../model/mailbox-of.js';
import { type Database, inTransaction, type Queryable } from '../store/database.js';
import {
  type ConfirmationCounts,
  countConfirmations,
  insertNotices,
  type NewNotice,
} from '../store/deliveries/notices.js';
import { inHalves } from '../store/in-halves.js';
import { type Consent, insertConsents } from '../store/subscribers/consents.js';
import { insertPending, raiseConfirmSerials } from '../store/subscribers/new-subscribers.js';
import {
  insertRequestedPreferences,
  type RequestedPreferences,
} from '../store/subscribers/requested-preferences.js';
import {
  deleteSignupCountsBefore,
  insertSignupCounts,
  readSignupCounts,
  waitingInFairOrder,
} from '../store/subscribers/signup-counts.js';
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
import { openMeters } from './signup-meters.js';

export interface SignupContext {
  readonly keyring: Keyring;
  readonly now: Date;
  readonly limits: SignupLimits;
  /** Hears of each request that cannot be decided, with the code of the error. */
  readonly onPassedOver?: (code: string) => void;
}

const BATCH = 500;

/**
 * Decides every request that has come in, in the order in which it is fair, and writes a confirmation for each address
 * that may be asked. A request over a limit waits and is dropped after a day. A request is removed in the transaction
 * of its effect, so any number of workers may call this at once, and it may be repeated at any time.
 * @returns how many confirmations were written, for a worker to send
 */
export async function processSignups(database: Database, context: SignupContext): Promise<number> {
  const { now } = context;
  const ids = await waitingInFairOrder(database, now);
  let written = 0;
  for (let at = 0; at < ids.length; at += BATCH) {
    // One that fails by itself keeps nobody else waiting; it is tried again until it is a day old.
    const batches = await inHalves(
      ids.slice(at, at + BATCH),
      (some) => inTransaction(database, (client) => processBatch(client, context, some)),
      async (_id, code) => context.onPassedOver?.(code),
    );
    for (const batch of batches) written += batch.written;
    if (batches.some(({ full }) => full)) break;
  }
  // What is left was over a limit when it was read.
  const dayAgo = new Date(now.getTime() - DAY_MS);
  await deleteSignupsBefore(database, dayAgo);
  await deleteSignupCountsBefore(database, dayAgo);
  return written;
}

interface Batch {
  readonly written: number;
  /** Whether there is room for nobody any more. */
  readonly full: boolean;
}

async function processBatch(
  client: Queryable,
  { keyring, now, limits }: SignupContext,
  ids: readonly number[],
): Promise<Batch> {
  await lockSignupDecisions(client);
  const signups = await claimSignups(client, ids);
  if (signups.length === 0) return { written: 0, full: false };
  const candidates = signups.map((signup) => toCandidate(keyring, signup));
  const histories = await readHistories(client, candidates, new Date(now.getTime() - DAY_MS));
  const counts = await countedConfirmations(client, candidates, now);
  const mailboxes = candidates.map(({ mailboxHash }) => mailboxHash);
  const meters = openMeters(await readSignupCounts(client, mailboxes, now), limits, now);
  const decided = decideSignups(candidates, { histories, counts, meters }, limits, now);
  const written = await askToConfirm(client, decided.confirm, now);
  await insertSignupCounts(client, decided.confirm, now);
  await deleteSignups(client, decided.settled);
  return { written, full: decided.full };
}

/** As written in the last hour; domains of one service are one. */
async function countedConfirmations(
  client: Queryable,
  candidates: readonly SignupCandidate[],
  now: Date,
): Promise<ConfirmationCounts> {
  const domains = [...new Set(candidates.flatMap(({ domain }) => domainsCountedAs(domain)))];
  const { overall, byDomain } = await countConfirmations(client, new Date(now.getTime() - HOUR_MS), domains);
  const counted = new Map<string, number>();
  for (const [domain, count] of byDomain) {
    const as = countedDomain(`@${domain}`);
    counted.set(as, (counted.get(as) ?? 0) + count);
  }
  return { overall, byDomain: counted };
}

interface SignupCandidate {
  readonly signupId: number;
  readonly address: string;
  readonly key: string;
  readonly hash: Buffer;
  /** As limits count it. */
  readonly domain: string;
  readonly mailboxHash: Buffer;
  readonly clientHash: Buffer | null;
  readonly networkHash: Buffer | null;
  readonly proven: boolean;
  readonly language: Language;
  readonly signup: Signup;
}

function toCandidate(keyring: Keyring, signup: Signup): SignupCandidate {
  const { id, address, language, clientHash, networkHash, proven } = signup;
  return {
    ...{ address, language, clientHash, networkHash, proven },
    signupId: id,
    key: addressKey(address),
    hash: addressHash(keyring, address),
    domain: countedDomain(address),
    mailboxHash: addressHash(keyring, mailboxOf(address)),
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
    const { via, wording, clientHash, receivedAt, preferences, origin } = candidate.signup;
    if (preferences !== null) chosen.push({ subscriberId, serial, preferences });
    notices.push({ kind: 'confirmation', subscriberId, serial, domain: domainOf(candidate.address) });
    consents.push({ subscriberId, event: 'requested', via, wording, clientHash, at: receivedAt, origin });
  }
  await insertConsents(client, consents);
  await insertRequestedPreferences(client, chosen);
  await insertNotices(client, notices, now);
  return notices.length;
}
