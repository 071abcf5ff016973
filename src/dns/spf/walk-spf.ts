import { addressesOf, type Records } from '../records.js';
import { hasMacro, isSpf, parseSpf, type SpfRecord, type SpfTerm } from './parse-spf.js';

/** Receivers give up beyond (RFC 7208 §4.6.4). */
export const MOST_LOOK_UPS = 10;
export const MOST_VOID_LOOK_UPS = 2;
const MOST_EXCHANGES = 10;
/** Enough to tell by how much it is too many, and an end for what includes itself by detours. */
const MOST_WALKED = 40;

/** What receivers meet who follow an SPF record to its end. */
export interface SpfWalk {
  lookUps: number;
  /** Look-ups of each term of the record itself, those behind it included. */
  readonly costs: Map<string, number>;
  /** Names that were asked for and have nothing. */
  readonly voids: string[];
  /** What makes the whole record an error. */
  readonly faults: string[];
  /** Networks that may send, as `192.0.2.0/24`. */
  readonly networks: string[];
  /** Names that the zone's servers did not answer for, each with the reason. */
  readonly failures: string[];
  usesPtr: boolean;
  usesMacros: boolean;
}

/** Follows what a record includes, counting as receivers count. */
export function walkSpf(records: Records, domain: string, record: SpfRecord): SpfWalk {
  const walk: SpfWalk = {
    lookUps: 0,
    costs: new Map(),
    voids: [],
    faults: [],
    networks: [],
    failures: [],
    usesPtr: false,
    usesMacros: false,
  };
  walkRecord({ records, walk, path: [domain] }, record);
  return walk;
}

interface Step {
  readonly records: Records;
  readonly walk: SpfWalk;
  /** Domains whose records led here, the last one's is read. */
  readonly path: readonly string[];
}

function walkRecord(step: Step, { terms, redirect, faults }: SpfRecord): void {
  const { walk, path } = step;
  const domain = path.at(-1) ?? '';
  for (const one of faults) walk.faults.push(path.length === 1 ? one : `${domain}: ${one}`);
  const all = terms.findIndex(({ mechanism }) => mechanism === 'all');
  // What follows all is never tested, and redirect is ignored beside it (RFC 7208 §5.1).
  for (const term of all < 0 ? terms : terms.slice(0, all)) {
    const before = walk.lookUps;
    walkTerm(step, term);
    if (path.length === 1 && walk.lookUps > before) walk.costs.set(term.text, walk.lookUps - before);
  }
  if (redirect === null || all >= 0) return;
  walk.lookUps += 1;
  follow(step, redirect, `redirect=${redirect}`);
  if (path.length === 1) walk.costs.set(`redirect=${redirect}`, walk.lookUps - sumOf(walk.costs));
}

function walkTerm(step: Step, term: SpfTerm): void {
  const { walk, records, path } = step;
  const { mechanism, value } = term;
  if (mechanism === 'ip4' || mechanism === 'ip6') {
    if (term.qualifier === '+' && value !== null) walk.networks.push(value);
    return;
  }
  if (mechanism === 'all') return;
  walk.lookUps += 1;
  const name = value ?? path.at(-1) ?? '';
  if (mechanism === 'ptr') walk.usesPtr = true;
  else if (hasMacro(name)) walk.usesMacros = true;
  else if (mechanism === 'include') follow(step, name, term.text);
  else if (mechanism === 'mx') walkExchanges(step, name);
  else takeAddresses(walk, records, name);
}

function follow({ records, walk, path }: Step, name: string, term: string): void {
  if (hasMacro(name)) {
    walk.usesMacros = true;
    return;
  }
  if (path.includes(name)) {
    walk.faults.push(`${term} leads back to itself`);
    return;
  }
  if (walk.lookUps > MOST_WALKED) return;
  const answer = records.answer(name, 'TXT');
  if (answer.kind === 'failure') walk.failures.push(`${name} (${answer.code})`);
  if (answer.kind === 'none') walk.voids.push(name);
  const found = answer.kind === 'records' ? answer.values.filter(isSpf) : [];
  if (answer.kind !== 'failure' && found.length !== 1)
    walk.faults.push(
      `${term}: ${name} has ${found.length === 0 ? 'no SPF record' : `${found.length} of them`}`,
    );
  if (found.length === 1) walkRecord({ records, walk, path: [...path, name] }, parseSpf(found[0] ?? ''));
}

function walkExchanges({ records, walk }: Step, name: string): void {
  const answer = records.answer(name, 'MX');
  if (answer.kind === 'failure') walk.failures.push(`${name} (${answer.code})`);
  if (answer.kind === 'none') walk.voids.push(name);
  if (answer.kind !== 'records') return;
  if (answer.values.length > MOST_EXCHANGES)
    walk.faults.push(`mx: ${name} has ${answer.values.length} mail servers, and ${MOST_EXCHANGES} are asked`);
  for (const exchange of answer.values)
    walk.networks.push(...addressesOf(records, exchange.split(' ')[1] ?? ''));
}

function takeAddresses(walk: SpfWalk, records: Records, name: string): void {
  const both = [records.answer(name, 'A'), records.answer(name, 'AAAA')];
  const failed = both.find(({ kind }) => kind === 'failure');
  if (failed?.kind === 'failure') walk.failures.push(`${name} (${failed.code})`);
  else if (both.every(({ kind }) => kind === 'none')) walk.voids.push(name);
  walk.networks.push(...addressesOf(records, name));
}

function sumOf(costs: ReadonlyMap<string, number>): number {
  return [...costs.values()].reduce((sum, cost) => sum + cost, 0);
}
