import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { sendgridKey, topic } from '../../test/feedback/webhooks/signers.js';
import { endProcess } from '../processes/end-process.js';
import { waitUntil } from '../processes/wait-until.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const READY_WITHIN_MS = 120_000;
const KEPT_OUTPUT = 200_000;

export const adminKey = 'an operator who is fuzzed';
export const secretKey = 'kept for as long as somebody fuzzes, 32+';
export const mailTo = ['dmarc@fuzz.example', 'abuse@fuzz.example'] as const;

/** The built program, as an operator runs it: pages, API, workers, mailbox and incoming mail. */
export interface FuzzedProgram {
  readonly pid: number;
  readonly webPort: number;
  readonly mailPort: number;
  /** Of log lines at level error or above so far, how many of each event. */
  readonly errors: ReadonlyMap<string, number>;
  /** How it ended by itself; null while it runs. */
  ended(): string | null;
  stop(): Promise<void>;
}

/** @throws Error with what it wrote where it does not start */
export async function startFuzzed(
  at: { readonly databaseUrl: string; readonly sourceUrl: string; readonly folder: string },
  signal: AbortSignal,
): Promise<FuzzedProgram> {
  const [webPort, mailPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, ['bin/broadsheet.js', 'start'], {
    cwd: root,
    env: {
      ...{
        PATH: process.env['PATH'],
        HOST: '127.0.0.1',
        PORT: String(webPort),
        DATA_DIR: `${at.folder}/service`,
      },
      ...{
        DATABASE_URL: at.databaseUrl,
        SECRET_KEY: secretKey,
        ADMIN_API_KEY: adminKey,
        HUGGINGFACE_URL: at.sourceUrl,
      },
      ...{ TRUST_PROXY: 'loopback', EMBED_ORIGINS: 'https://lab.example' },
      ...{ INBOUND_SMTP: `127.0.0.1:${mailPort}`, RETURN_PATH_DOMAIN: 'returns.fuzz.example' },
      ...{ INBOUND_MAILBOXES: mailTo.join(',') },
      ...{ POSTMARK_WEBHOOK_SECRET: 'a secret of Postmark', WEBHOOK_SECRET: 'a secret of a relay' },
      ...{ MAILGUN_WEBHOOK_KEY: 'a signing key of Mailgun', SES_TOPIC_ARNS: topic },
      ...{ SENDGRID_WEBHOOK_KEY: sendgridKey },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = readLog(child);
  const program: FuzzedProgram = {
    ...{ pid: child.pid ?? 0, webPort, mailPort, errors: log.errors },
    ended: () => {
      const how = child.signalCode ?? child.exitCode;
      return how === null ? null : `it ended with ${how}: ${log.text().slice(-2_000)}`;
    },
    stop: () => endProcess(child),
  };
  try {
    const isReady = async (): Promise<boolean> => {
      const ended = program.ended();
      if (ended !== null) throw new Error(ended);
      return fetch(`http://127.0.0.1:${webPort}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      );
    };
    await waitUntil('the program to answer', isReady, { withinMs: READY_WITHIN_MS, everyMs: 200, signal });
    return program;
  } catch (error) {
    await program.stop();
    throw error;
  }
}

function readLog(child: ChildProcess): { readonly errors: Map<string, number>; text(): string } {
  const errors = new Map<string, number>();
  let text = '';
  let rest = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-KEPT_OUTPUT);
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [, level, event = line.slice(0, 80)] =
          /"level":(?:"(error|fatal)"|[56]0).*?"event":"([^"]+)"/.exec(line) ?? [];
        if (level !== undefined || /"level":[56]0/.test(line))
          errors.set(event, (errors.get(event) ?? 0) + 1);
      }
    });
  }
  return { errors, text: () => text };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
