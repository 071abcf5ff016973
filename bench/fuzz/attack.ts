import fc from 'fast-check';
import { createTransport } from 'nodemailer';
import { makeLinkToken } from '../../src/signing/link-token.js';
import type { Database } from '../../src/store/database.js';
import { addSubscribers } from '../../src/subscribers/add-subscribers.js';
import { openKeyring } from '../../src/subscribers/keyring.js';
import { residentMB } from '../processes/process-usage.js';
import { hangUp, openAsking } from './ask.js';
import { adminKey, type FuzzedProgram, mailTo, secretKey } from './fuzzed-program.js';
import { type Description, type FuzzedRequest, fuzzedRequests, linkPurposes } from './fuzzed-request.js';
import { hostileMails } from './hostile-mail.js';
import { faultOf, told } from './judge.js';
import { type ProcessorWatch, watchProcessor } from './processor-watch.js';

const AT_ONCE = 8;
const REQUESTS_A_ROUND = 1_000;
const MAILS_A_ROUND = 40;
/** One of so many clients hangs up in the middle. */
const HANGS_UP = 50;
const READERS_A_ROUND = 4;
const MOST_FAULTS_TOLD = 50;

/** What has come of it so far. */
export interface Tally {
  requests: number;
  mails: number;
  hungUp: number;
  faults: number;
  /** Without the time that the program had to wait for a processor of a busy machine. */
  slowestMs: number;
  /** Answers of a program that had too little of a processor, and said so (503). */
  shed: number;
  readonly statuses: Map<number, number>;
  /** Resident memory of the program after each round. */
  readonly memoryMB: number[];
}

export interface Attack {
  readonly program: FuzzedProgram;
  readonly database: Database;
  readonly seed: number;
  readonly until: number;
  readonly signal: AbortSignal;
  onRound(tally: Tally): void;
  /** With what was asked, as soon as it is known. */
  onFault(fault: string): void;
}

/** Rounds of requests and mails until the time is over, or the program has ended. */
export async function attack(planned: Attack): Promise<Tally> {
  const { program, database, seed, until, signal, onRound, onFault } = planned;
  const tally: Tally = {
    ...{ requests: 0, mails: 0, hungUp: 0, faults: 0, slowestMs: 0, shed: 0 },
    ...{ statuses: new Map(), memoryMB: [] },
  };
  const site = `http://127.0.0.1:${program.webPort}`;
  const description = (await (await fetch(`${site}/docs/json`)).json()) as Description;
  const asking = openAsking(program.webPort, AT_ONCE);
  const processor = watchProcessor(program.pid);
  const note = (fault: string): void => {
    tally.faults += 1;
    if (tally.faults <= MOST_FAULTS_TOLD) onFault(fault);
  };
  const against: Against = { program, processor, tally, note };
  try {
    for (let round = 0; performance.now() < until && program.ended() === null; round += 1) {
      signal.throwIfAborted();
      const tokens = await newTokens(database, round);
      const paths = [
        'sample-01',
        '2603.00001',
        'hep-th',
        '2026-03-23',
        '2026-W13',
        '1',
        '7',
        'daily',
        '2026-03',
      ];
      const arbitrary = fuzzedRequests(description, { adminKey, tokens, paths, clients: true });
      const requests = fc.sample(arbitrary, { numRuns: REQUESTS_A_ROUND, seed: seed + round }).values();
      const askAll = async (): Promise<void> => {
        for (const request of requests) await askOne(against, asking, request);
      };
      await Promise.all([...Array.from({ length: AT_ONCE }, askAll), sendMails(against, seed + round)]);
      const memory = residentMB(program.pid);
      if (memory !== null) tally.memoryMB.push(memory);
      onRound(tally);
    }
  } finally {
    processor.stop();
    asking.close();
  }
  const ended = program.ended();
  if (ended !== null) note(ended);
  return tally;
}

interface Against {
  readonly program: FuzzedProgram;
  readonly processor: ProcessorWatch;
  readonly tally: Tally;
  note(fault: string): void;
}

async function askOne(
  { program, processor, tally, note }: Against,
  asking: ReturnType<typeof openAsking>,
  request: FuzzedRequest,
): Promise<void> {
  tally.requests += 1;
  if (tally.requests % HANGS_UP === 0) {
    tally.hungUp += 1;
    return hangUp(program.webPort, request);
  }
  const waitedBefore = processor.waitedMs();
  try {
    const answer = await asking.ask(request);
    const tookMs = answer.tookMs - (processor.waitedMs() - waitedBefore);
    tally.slowestMs = Math.max(tally.slowestMs, tookMs);
    tally.statuses.set(answer.status, (tally.statuses.get(answer.status) ?? 0) + 1);
    if (answer.status === 503 && processor.wasStarved()) {
      tally.shed += 1;
      return;
    }
    const fault = faultOf(request, { ...answer, tookMs });
    if (fault !== null) note(`${fault} ← ${told(request)}`);
  } catch (error) {
    note(`${String(error)} ← ${told(request)}`);
  }
}

/** Readers of this round, with every kind of link that mails hold. */
async function newTokens(database: Database, round: number): Promise<string[]> {
  const keyring = await openKeyring(database, [secretKey]);
  const now = new Date();
  const addresses = Array.from({ length: READERS_A_ROUND }, (_, index) => `r${round}-${index}@fuzz.example`);
  const added = await addSubscribers(database, keyring, addresses, { via: 'operator', now });
  return added.flatMap(({ id }) =>
    linkPurposes.map((purpose) =>
      makeLinkToken([secretKey], { purpose, subscriberId: id ?? 0, serial: 0, issuedAt: now }),
    ),
  );
}

async function sendMails({ program, processor, tally, note }: Against, seed: number): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: program.mailPort,
    pool: true,
    ignoreTLS: true,
  });
  try {
    for (const [index, raw] of fc.sample(hostileMails, { numRuns: MAILS_A_ROUND, seed }).entries()) {
      tally.mails += 1;
      const [startedAt, waitedBefore] = [performance.now(), processor.waitedMs()];
      const envelope = { from: '', to: mailTo[index % mailTo.length] ?? '' };
      await transport
        .sendMail({ envelope, raw })
        .catch((error: { responseCode?: number; message: string }) => {
          // What is refused for good, and what is put off because there were too many, is an answer.
          if (error.responseCode === undefined) note(`mail: ${error.message} ← ${raw.toString('base64')}`);
        });
      const waitedMs = processor.waitedMs() - waitedBefore;
      tally.slowestMs = Math.max(tally.slowestMs, performance.now() - startedAt - waitedMs);
    }
  } finally {
    transport.close();
  }
}
