import type { Finding, Verdict } from '../../dns/finding.js';
import type { TextKey } from '../../i18n/text-keys.js';
import type { Texts } from '../../i18n/texts.js';

type DoctorKey = Extract<TextKey, `doctor.${string}`>;

export interface Said {
  readonly verdict: Verdict;
  readonly text: DoctorKey;
  /** What to do about it; absent where nothing is to be done. */
  readonly todo?: DoctorKey;
  /** What both texts name in braces. */
  readonly values?: Readonly<Record<string, string | number>>;
}

/** What a check answers where all is well. */
export type Well = Omit<Said, 'verdict' | 'todo'>;

/** What a check found at fault, in the words of the texts. */
export class FoundFault extends Error {
  constructor(readonly said: Omit<Said, 'verdict'>) {
    super(said.text);
  }
}

/** A finding in the words of the texts: a terminal says them in English, a page in the language of who reads it. */
export function say({ t }: Pick<Texts, 't'>, check: string, said: Said): Finding {
  const { verdict, text, todo = null, values = {} } = said;
  return {
    ...{ check, verdict, records: [], said: { text, todo, values } },
    text: t(text, values),
    todo: todo === null ? null : t(todo, values),
  };
}
