export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'PTR' | 'TXT';

/** What DNS said to one question. */
export type Answer =
  /** TXT with its strings joined, MX as `10 mail.example.org`, names in lower case without the dot at the end. */
  | { readonly kind: 'records'; readonly values: readonly string[] }
  /** The name has no such record; `exists` tells whether it has others. */
  | { readonly kind: 'none'; readonly exists: boolean }
  /** Nobody knows: no answer in time, or a server that failed. */
  | { readonly kind: 'failure'; readonly code: string };

export interface Question {
  readonly name: string;
  readonly type: RecordType;
}

/** What is known of DNS, as judges read it. */
export interface Records {
  answer(name: string, type: RecordType): Answer;
  /** The values alone; none where there is no such record or nobody knows. */
  values(name: string, type: RecordType): readonly string[];
}

/** Records beside the questions that were not asked yet. */
export interface KnownRecords extends Records {
  readonly unasked: ReadonlyMap<string, Question>;
}

/** The key under which an answer is kept: `TXT news.example.org`. */
export function questionKey({ name, type }: Question): string {
  return `${type} ${name.toLowerCase()}`;
}

/**
 * Answers as judges read them. A question that is not among them is noted, and counts as having no record until it
 * was asked: so a judge stays a pure function, although what it asks next depends on what it read.
 */
export function knownRecords(answers: ReadonlyMap<string, Answer>): KnownRecords {
  const unasked = new Map<string, Question>();
  const answer = (name: string, type: RecordType): Answer => {
    const key = questionKey({ name, type });
    const known = answers.get(key);
    if (known === undefined) unasked.set(key, { name, type });
    return known ?? { kind: 'none', exists: true };
  };
  return {
    unasked,
    answer,
    values: (name, type) => {
      const found = answer(name, type);
      return found.kind === 'records' ? found.values : [];
    },
  };
}

/** All addresses of a name, of both versions. */
export function addressesOf(records: Records, name: string): readonly string[] {
  return [...records.values(name, 'A'), ...records.values(name, 'AAAA')];
}
