import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { startService, testSecret } from '../../support/service.js';
import { startSmtpSink } from '../../support/smtp-sink.js';

/*
 * A flood of sign-ups beside honest ones, against the built service:
 * npm run flood -- [seconds of each flood]
 */

const SECONDS = Number(process.argv[2] ?? 40);
const RATE = 40;
/** One honest person each so many milliseconds. */
const HONEST_EVERY_MS = 2_000;

const hex = (number: number) => number.toString(16);
const floods: Readonly<Record<string, (index: number) => string>> = {
  'one client': () => '203.0.113.66',
  'a /64 each of one /48': (index) => `2001:db8:66:${hex(index)}::1`,
  'a /48 each': (index) => `2001:db8:${hex(0x1000 + index)}::1`,
};

interface Honest {
  readonly address: string;
  readonly at: number;
  /** The longer of the two answers, without the work between them. */
  readonly answeredMs: number;
  readonly workedMs: number;
  readonly asked: boolean;
  readonly told: 'soon' | 'later' | 'refused';
}

const folder = await mkdtemp(join(tmpdir(), 'broadsheet-flood-'));
const mailedAt = new Map<string, number>();
const sink = await startSmtpSink({
  onData: (message) => {
    for (const to of message.to) mailedAt.set(to.toLowerCase(), performance.now());
    return undefined;
  },
});
const service = await startService({
  ...{ DATA_DIR: folder, SECRET_KEY: testSecret, SMTP_URL: sink.url, TRUST_PROXY: 'loopback' },
  ...{ PUBLIC_URL: 'https://papers.example.org', MAIL_FROM: 'papers@example.org' },
  ...{ POSTAL_ADDRESS: 'A street 1', SOURCES: '' },
});

async function post(ip: string, fields: Readonly<Record<string, string>>) {
  const response = await fetch(`${service.url}/subscribe`, {
    method: 'POST',
    headers: { 'x-forwarded-for': ip, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields),
  });
  return { status: response.status, body: await response.text() };
}

/** As a browser with scripts does it. */
async function signUp(address: string, ip: string): Promise<Honest> {
  const at = performance.now();
  let answer = await post(ip, { address });
  let [answeredMs, workedMs] = [performance.now() - at, 0];
  const [, attribute] = /data-challenge="([^"]*)"/.exec(answer.body) ?? [];
  if (attribute !== undefined) {
    const challenge = JSON.parse(attribute.replaceAll('&#34;', '"').replaceAll('&amp;', '&'));
    const askedAt = performance.now();
    const solution = await solveChallenge({ challenge, deriveKey });
    const provenAt = performance.now();
    const proof = Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
    answer = await post(ip, { address, proof });
    workedMs = provenAt - askedAt;
    answeredMs = Math.max(answeredMs, performance.now() - provenAt);
  }
  const told = answer.status !== 200 ? 'refused' : answer.body.includes('an hour or more') ? 'later' : 'soon';
  return { address, at, answeredMs, workedMs, asked: attribute !== undefined, told };
}

async function during(name: string, number: number, ipOf: (index: number) => string): Promise<void> {
  const until = performance.now() + SECONDS * 1_000;
  const answers = new Map<number, number>();
  const flooding = (async () => {
    const open = new Set<Promise<void>>();
    for (let index = 0; performance.now() < until; index += 1) {
      const one = post(ipOf(index), { address: `flood${number}-${index}@gmail.com`, later: '1' })
        .then(({ status }) => void answers.set(status, (answers.get(status) ?? 0) + 1))
        .catch(() => undefined)
        .finally(() => open.delete(one));
      open.add(one);
      await wait(1_000 / RATE);
    }
    await Promise.all(open);
  })();
  const honest: Promise<Honest>[] = [];
  for (let index = 0; performance.now() < until; index += 1) {
    await wait(HONEST_EVERY_MS);
    honest.push(signUp(`honest${number}-${index}@gmail.com`, `198.${18 + number}.${index}.7`));
  }
  const people = await Promise.all(honest);
  await flooding;
  const last = performance.now() + 120_000;
  while (performance.now() < last && people.some(({ address }) => !mailedAt.has(address))) await wait(250);
  report(name, people, answers, number);
}

function report(
  name: string,
  people: readonly Honest[],
  answers: ReadonlyMap<number, number>,
  number: number,
): void {
  const seconds = people.flatMap(({ address, at }) => {
    const mailed = mailedAt.get(address);
    return mailed === undefined ? [] : [(mailed - at) / 1_000];
  });
  const flooded = [...mailedAt.keys()].filter((address) => address.startsWith(`flood${number}-`)).length;
  const told = (word: Honest['told']) => people.filter((person) => person.told === word).length;
  process.stdout.write(
    `${JSON.stringify({
      flood: name,
      sent: Object.fromEntries(answers),
      mailsToFlood: flooded,
      honest: people.length,
      askedForWork: people.filter(({ asked }) => asked).length,
      told: { soon: told('soon'), later: told('later'), refused: told('refused') },
      answeredMsMost: Math.round(Math.max(...people.map(({ answeredMs }) => answeredMs))),
      workedMsMost: Math.round(Math.max(...people.map(({ workedMs }) => workedMs))),
      mailed: seconds.length,
      mailedSecondsMost: Math.round(10 * Math.max(...seconds)) / 10,
    })}\n`,
  );
}

try {
  for (const [number, [name, ipOf]] of Object.entries(floods).entries()) await during(name, number, ipOf);
} finally {
  await service.stop();
  await sink.stop();
  await rm(folder, { recursive: true, force: true });
}
