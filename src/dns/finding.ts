/** A record as a zone file has it. */
export interface ZoneRecord {
  readonly name: string;
  readonly type: 'MX' | 'PTR' | 'TXT' | 'A';
  readonly value: string;
}

/** `unasked`: it could not be looked at, or there is nothing to look at; no fault and no proof. */
export type Verdict = 'ok' | 'unasked' | 'warning' | 'fault';

/** What one check came to. */
export interface Finding {
  readonly check: string;
  readonly verdict: Verdict;
  /** What was found, in a sentence. */
  readonly text: string;
  /** What to do about it; null where nothing is to be done. */
  readonly todo: string | null;
  /** Records to set, where that is what to do. */
  readonly records: readonly ZoneRecord[];
  /** The keys of the texts that say the same in every language, with what they name; absent: it is said in English alone. */
  readonly said?: {
    readonly text: string;
    readonly todo: string | null;
    readonly values?: FindingValues;
  };
}

export type FindingValues = Readonly<Record<string, string | number>>;

/** What one check came to, before it is put into words: `text` and `todo` are keys of the texts, as `dns.spf-missing`. */
export interface Judgement extends Pick<Finding, 'check' | 'verdict' | 'text' | 'todo' | 'records'> {
  readonly values: FindingValues;
}

/** A record of a stranger may have 64 KB, and names in it are told one by one. */
const LONGEST_VALUE = 1_000;

function cut(value: string | number): string | number {
  return typeof value === 'number' || value.length <= LONGEST_VALUE
    ? value
    : `${value.slice(0, LONGEST_VALUE)}…`;
}

function judgement(check: string, verdict: Verdict, said: Remedied): Judgement {
  const { text, todo, values = {}, records = [] } = said;
  const bounded = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, cut(value)]));
  return { check, verdict, text, todo, values: bounded, records };
}

export function fine(check: string, text: string, values: FindingValues = {}): Judgement {
  return judgement(check, 'ok', { text, todo: null, values });
}

export function unasked(check: string, text: string, values: FindingValues = {}): Judgement {
  return judgement(check, 'unasked', { text, todo: null, values });
}

/** What is wrong and what is to be done, as keys of texts, with what both name and the records that do it. */
export interface Remedied {
  readonly text: string;
  readonly todo: string | null;
  readonly values?: FindingValues;
  readonly records?: readonly ZoneRecord[];
}

export function warning(check: string, said: Remedied): Judgement {
  return judgement(check, 'warning', said);
}

export function fault(check: string, said: Remedied): Judgement {
  return judgement(check, 'fault', said);
}

/** Where the servers of a zone, or the way to them, failed: no verdict on what they hold. */
export function unanswered(check: string, name: string, code: string): Judgement {
  const said = { text: 'dns.unanswered', todo: 'dns.again-todo', values: { name, code } };
  return warning(check, said);
}
