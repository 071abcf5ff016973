import type { Language } from '../../model/language.js';
import type { ChosenEdition, DigestEditions, EditionName } from './digest-editions.js';

/** An edition is of one language. */
export interface SpokenEditionName extends EditionName {
  readonly language: Language;
}

/** The editions of a digest in every language that its readers have. */
export interface EditionsByLanguage {
  /** As for one language, which is compiled when the first of its readers is to be sent something. */
  choose<Row extends SpokenEditionName>(rows: readonly Row[]): Promise<(Row & ChosenEdition)[]>;
  edition(chosen: SpokenEditionName & ChosenEdition): ReturnType<DigestEditions['edition']>;
}

/** @param open compiles the digest in a language; asked again only where that failed */
export function createEditionsByLanguage(
  open: (language: Language) => Promise<DigestEditions>,
): EditionsByLanguage {
  const opening = new Map<Language, Promise<DigestEditions>>();
  const opened = new Map<Language, DigestEditions>();
  const editionsIn = (language: Language): Promise<DigestEditions> => {
    const known = opening.get(language);
    if (known !== undefined) return known;
    const made = open(language);
    opening.set(language, made);
    made.then(
      (editions) => opened.set(language, editions),
      () => opening.delete(language),
    );
    return made;
  };
  return {
    async choose<Row extends SpokenEditionName>(rows: readonly Row[]) {
      const languages = [...new Set(rows.map(({ language }) => language))];
      const chosen: (Row & ChosenEdition)[] = new Array(rows.length);
      for (const language of languages) {
        const places = rows.flatMap((row, place) => (row.language === language ? [place] : []));
        const editions = await editionsIn(language);
        const found = await editions.choose(places.map((place) => rows[place] as Row));
        for (const [index, place] of places.entries()) chosen[place] = found[index] as Row & ChosenEdition;
      }
      return chosen;
    },
    edition(chosen) {
      const editions = opened.get(chosen.language);
      if (editions === undefined) throw new RangeError(`nothing was chosen in ${chosen.language}`);
      return editions.edition(chosen);
    },
  };
}
