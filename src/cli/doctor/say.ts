import type { Finding, Judgement, Verdict, ZoneRecord } from '../../dns/finding.js';
import type { TextKey } from '../../i18n/text-keys.js';
import type { Texts } from '../../i18n/texts.js';

type DoctorKey = Extract<TextKey, `doctor.${string}` | `dns.${string}`>;

export interface Said {
  readonly verdict: Verdict;
  readonly text: DoctorKey;
  /** What to do about it; absent where nothing is to be done. */
  readonly todo?: DoctorKey;
  /** What both texts name in braces. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** Records to set, where that is what to do. */
  readonly records?: readonly ZoneRecord[];
}

/** What a check answers where all is well. */
export type Well = Pick<Said, 'text' | 'values'>;

/** What a check found at fault, in the words of the texts. */
export class FoundFault extends Error {
  constructor(readonly said: Omit<Said, 'verdict'>) {
    super(said.text);
  }
}

/** A finding in the words of the texts: a terminal says them in English, a page in the language of who reads it. */
export function say({ t }: Pick<Texts, 't'>, check: string, said: Said): Finding {
  const { verdict, text, todo = null, values = {}, records = [] } = said;
  return {
    ...{ check, verdict, records, said: { text, todo, values } },
    text: t(text, values),
    todo: todo === null ? null : t(todo, values),
  };
}

/** {@link say} of what was judged of DNS, which knows its texts by name alone. */
export function sayJudgement(texts: Pick<Texts, 't'>, { check, todo, ...said }: Judgement): Finding {
  const text = said.text as DoctorKey;
  return say(texts, check, { ...said, text, ...(todo === null ? {} : { todo: todo as DoctorKey }) });
}
