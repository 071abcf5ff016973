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
    readonly values?: Readonly<Record<string, string | number>>;
  };
}

/** A record of a stranger may have 64 KB, and names in it are told one by one. */
const LONGEST_TEXT = 2_000;

function cut(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}

export function fine(check: string, text: string): Finding {
  return { check, verdict: 'ok', text: cut(text), todo: null, records: [] };
}

export function unasked(check: string, text: string): Finding {
  return { check, verdict: 'unasked', text: cut(text), todo: null, records: [] };
}

/** What is to be done, and the records that do it. */
export interface Remedy {
  readonly todo: string;
  readonly records?: readonly ZoneRecord[];
}

export function warning(check: string, text: string, { todo, records = [] }: Remedy): Finding {
  return { check, verdict: 'warning', text: cut(text), todo: cut(todo), records };
}

export function fault(check: string, text: string, { todo, records = [] }: Remedy): Finding {
  return { check, verdict: 'fault', text: cut(text), todo: cut(todo), records };
}

/** Where the servers of a zone, or the way to them, failed: no verdict on what they hold. */
export function unanswered(check: string, name: string, code: string): Finding {
  return warning(check, `${name} could not be asked (${code})`, {
    todo: 'Try again; if it lasts, look at the name servers of the domain and at its DNSSEC signatures.',
  });
}
