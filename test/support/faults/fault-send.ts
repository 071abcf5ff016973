import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { atEndOfThisProcess } from '../at-end-of-this-process.js';
import { createTestDatabase } from '../database.js';
import type { PlannedCut } from './cut-plan.js';
import { type KillableSmtp, startKillableSmtp } from './killable-smtp.js';
import { type Seeded, seeded } from './random.js';
import { openSendBed, type SendBed, type SendPlan } from './send-bed.js';

export const READERS = 5_000;
/** A send of fewer readers over a server that is slower by as much: it lasts as long, at two fifths of the work. */
export const SHORTER: Pick<FaultSendOptions, 'readers' | 'delayMs'> = { readers: 2_000, delayMs: 25 };
export const CONNECTIONS = 4;
export const WORKERS = 2;
/** Every wait in a send has a bound of its own, so this one is for what nobody thought of. */
export const FAULT_SEND_WITHIN_MS = 900_000;

export interface FaultSendOptions extends Partial<Pick<SendPlan, 'policy' | 'sliceSize' | 'readers'>> {
  /** Between the final dot and the reply, so that messages are on the wire when something is killed. */
  readonly delayMs?: number;
  readonly cuts?: (random: Seeded) => readonly PlannedCut[];
  /** Starts what this send uses instead of the database that all tests share, or beside it. */
  readonly resources?: (folder: string) => Promise<Resources>;
}

export interface Resources {
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
  stop(): Promise<unknown>;
}

export interface FaultSend {
  readonly readers: number;
  readonly bed: SendBed;
  readonly smtp: KillableSmtp;
  readonly random: Seeded;
  readonly flightDir: string;
}

/** A send by two workers, to 5,000 readers where nothing else is said, to which `act` does harm; everything is ended and removed after it. */
export async function withFaultSend(
  options: FaultSendOptions,
  act: (send: FaultSend) => Promise<void>,
): Promise<void> {
  const random = seeded();
  const { readers = READERS } = options;
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-faults-'));
  await chmod(folder, 0o711);
  const forgetFolder = atEndOfThisProcess('rm -rf "$1"', folder);
  const closers: (() => unknown)[] = [forgetFolder, () => rm(folder, { recursive: true, force: true })];
  try {
    const resources = await options.resources?.(folder);
    if (resources !== undefined) closers.push(() => resources.stop());
    const databaseUrl = resources?.databaseUrl ?? (await ownDatabase(closers));
    const flightDir = join(folder, 'flights');
    const cuts = options.cuts?.(random) ?? [];
    const smtp = await startKillableSmtp({
      program: inject('programs')['smtp-process'],
      ...{ journal: join(folder, 'journal'), delayMs: options.delayMs ?? 10, cuts },
    });
    closers.push(() => smtp.kill());
    const bed = await openSendBed({
      flightDir,
      ...{ databaseUrl, smtpUrl: smtp.url, readers, workers: WORKERS, connections: CONNECTIONS },
      ...{ sliceSize: options.sliceSize ?? 250, policy: options.policy ?? 'hold' },
      ...(resources?.redisUrl === undefined ? {} : { redisUrl: resources.redisUrl }),
    });
    closers.push(() => bed.stop());
    await bed.release();
    await act({ readers, bed, smtp, random, flightDir });
  } catch (error) {
    console.error(`FAULT_SEED=${random.seed}`);
    throw error;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

async function ownDatabase(closers: (() => unknown)[]): Promise<string> {
  const test = await createTestDatabase();
  closers.push(() => test.close());
  return test.url;
}
