import { Resolver } from 'node:dns/promises';
import { type Answer, knownRecords, type Question, questionKey, type Records } from './records.js';

/** Asks DNS one question; never throws. */
export type Ask = (question: Question) => Promise<Answer>;

const TIMEOUT_MS = 3_000;
const TRIES = 2;
/** A chain of includes asks a name a round; what is longer was judged by what is known. */
const MOST_ROUNDS = 20;
const MOST_QUESTIONS = 300;

/** @param servers `address` or `address:port`; empty: those of the system */
export function openAsk(servers: readonly string[]): Ask {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  if (servers.length > 0) resolver.setServers(servers);
  return async (question) => {
    try {
      const values = await resolve(resolver, question);
      return values.length === 0 ? { kind: 'none', exists: true } : { kind: 'records', values };
    } catch (error) {
      const code = String((error as { code?: unknown }).code ?? 'unknown');
      if (code === 'ENODATA') return { kind: 'none', exists: true };
      // c-ares refuses names that no DNS can hold by itself.
      if (code === 'ENOTFOUND' || code === 'EBADNAME') return { kind: 'none', exists: false };
      return { kind: 'failure', code };
    }
  };
}

async function resolve(resolver: Resolver, { name, type }: Question): Promise<string[]> {
  switch (type) {
    case 'A':
      return resolver.resolve4(name);
    case 'AAAA':
      return resolver.resolve6(name);
    case 'TXT':
      return (await resolver.resolveTxt(name)).map((strings) => strings.join(''));
    case 'MX': {
      const exchanges = await resolver.resolveMx(name);
      return exchanges
        .sort((one, other) => one.priority - other.priority)
        .map(({ priority, exchange }) => `${priority} ${plain(exchange)}`);
    }
    case 'CNAME':
      return (await resolver.resolveCname(name)).map(plain);
    case 'PTR':
      return (await resolver.resolvePtr(name)).map(plain);
  }
}

function plain(name: string): string {
  return name.replace(/\.$/, '').toLowerCase();
}

export interface Gathered<T> {
  readonly judgement: T;
  /** Why nothing at all was answered, as the code of an error; null where something was. */
  readonly cutOff: string | null;
}

/** Asks whatever a judge wants to know, and judges again, until nothing is unasked. */
export async function gatherRecords<T>(judge: (records: Records) => T, ask: Ask): Promise<Gathered<T>> {
  const answers = new Map<string, Answer>();
  for (let round = 0; ; round += 1) {
    const records = knownRecords(answers);
    const judgement = judge(records);
    const wanted = [...records.unasked.values()].slice(0, MOST_QUESTIONS - answers.size);
    if (wanted.length === 0 || round === MOST_ROUNDS) return { judgement, cutOff: cutOffBy(answers) };
    const heard = await Promise.all(
      wanted.map(async (question) => [questionKey(question), await ask(question)] as const),
    );
    for (const [key, answer] of heard) answers.set(key, answer);
    // Without a way to DNS each further round would wait in vain.
    if (cutOffBy(answers) !== null) return { judgement, cutOff: cutOffBy(answers) };
  }
}

function cutOffBy(answers: ReadonlyMap<string, Answer>): string | null {
  const all = [...answers.values()];
  const [first] = all;
  return first?.kind === 'failure' && all.every(({ kind }) => kind === 'failure') ? first.code : null;
}
