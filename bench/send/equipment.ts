import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchContext } from '../bench-context.js';
import { readMailContent } from '../digest/mail-content.js';
import type { MailContent } from '../digest/mail-names.js';
import { programPath } from '../processes/program-path.js';
import { type QuietSource, startQuietSource } from '../processes/quiet-source.js';
import { type Ground, openGround } from '../product/ground.js';
import type { Conditions, Signature } from './conditions.js';

export interface DkimKeyFile {
  readonly file: string;
  readonly pem: string;
}

/** What all runs share. */
export interface Equipment {
  readonly content: MailContent;
  readonly messageFile: string;
  readonly dkimKeys: Readonly<Record<Exclude<Signature, 'unsigned'>, DkimKeyFile>>;
  readonly programs: {
    readonly smtpSource: string | null;
    readonly smtpSink: string | null;
    readonly redis: string | null;
  };
  readonly ground: Ground;
  readonly source: QuietSource;
  /** False where a program that it needs is not installed. */
  canMeasure(conditions: Conditions): boolean;
  close(): Promise<void>;
}

const READERS = 20_000;

interface EquipmentOptions {
  /** Where the command line names no number. */
  readonly readers?: number;
  readonly editions?: number;
  /** Of PostgreSQL, beside those it ships with. */
  readonly settings?: Readonly<Record<string, string>>;
}

export async function openEquipment(
  context: BenchContext,
  { readers = READERS, editions = 1, settings = {} }: EquipmentOptions = {},
): Promise<Equipment> {
  const { folder, options, progress } = context;
  const content = await readMailContent();
  progress(`a message has ${content.message.length} octets`);
  const dkimKeys = {
    'dkim-rsa2048': await writeKey(folder, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
    'dkim-ed25519': await writeKey(folder, generateKeyPairSync('ed25519').privateKey),
  };
  const messageFile = join(folder, 'message.txt');
  // The program ends each line with CRLF itself.
  await writeFile(messageFile, content.message.replaceAll('\r\n', '\n'), 'latin1');
  const programs = findPrograms(progress);
  const groundFolder = join(folder, 'ground');
  await mkdir(groundFolder);
  const count = options.readers ?? readers;
  progress(`setting up PostgreSQL with ${count} readers`);
  const source = await startQuietSource();
  try {
    const ground = await openGround(groundFolder, {
      ...{ readers: count, editions },
      settings: { ...settings, ...slowDisk(options.flushMs) },
    });
    return {
      ...{ content, messageFile, dkimKeys, programs, ground, source },
      canMeasure: ({ sender, queue, server }) =>
        (sender !== 'smtp-source' || programs.smtpSource !== null) &&
        (server !== 'smtp-sink' || programs.smtpSink !== null) &&
        (queue !== 'redis' || programs.redis !== null),
      close: async () => {
        await ground.stop();
        await source.stop();
      },
    };
  } catch (error) {
    await source.stop();
    throw error;
  }
}

/** Each commit waits before its flush, and holds up those behind it, as a slow disk does. */
function slowDisk(flushMs: number | null): Readonly<Record<string, string>> {
  return flushMs === null ? {} : { commit_delay: `${flushMs}000`, commit_siblings: '0' };
}

function findPrograms(progress: (text: string) => void): Equipment['programs'] {
  const find = (name: string, what: string): string | null => {
    const path = programPath(name);
    if (path === null) progress(`${name} is not installed: left out is ${what}`);
    return path;
  };
  return {
    smtpSource: find('smtp-source', 'the ratio to it'),
    smtpSink: find('smtp-sink', 'sending to it'),
    redis: find('redis-server', 'the queue on Redis'),
  };
}

async function writeKey(folder: string, key: KeyObject): Promise<DkimKeyFile> {
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const file = join(folder, `${key.asymmetricKeyType}.pem`);
  await writeFile(file, pem, { mode: 0o600 });
  return { file, pem };
}
