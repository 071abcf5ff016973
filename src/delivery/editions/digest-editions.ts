import type { Language } from '../../model/language.js';
import type { CompiledDigest } from '../../rendering/compile-digest.js';
import type { Edition } from '../../rendering/edition.js';
import {
  type ChosenEdition,
  chooseEditions,
  type EditionChoice,
  type EditionName,
} from './choose-editions.js';
import { createLanguageEditions, type LanguageEditions } from './language-editions.js';
import type { ReasonWriterParts } from './reason-lines.js';

/** The editions of one digest, in every language that its readers have. */
export interface DigestEditions {
  /** Chooses the editions of deliveries that are about to be sent, in their order, and prepares for them to be made. */
  choose(rows: readonly EditionName[]): Promise<ChosenEdition[]>;
  edition(chosen: ChosenEdition): Edition;
}

export interface DigestEditionsParts extends ReasonWriterParts, Omit<EditionChoice, 'everything'> {
  /** Compiles the digest in a language; asked again only where that failed. */
  readonly compile: (language: Language) => Promise<CompiledDigest>;
}

/** @throws of choose(), what compiling throws */
export function createDigestEditions(parts: DigestEditionsParts): DigestEditions {
  const everything = parts.digest.papers.map(({ position }) => position);
  const opening = new Map<Language, Promise<LanguageEditions>>();
  const opened = new Map<Language, LanguageEditions>();
  const editionsIn = (language: Language): Promise<LanguageEditions> => {
    const known = opening.get(language);
    if (known !== undefined) return known;
    const made = parts.compile(language).then((compiled) => createLanguageEditions(compiled, parts));
    opening.set(language, made);
    made.then(
      (editions) => opened.set(language, editions),
      () => opening.delete(language),
    );
    return made;
  };
  return {
    async choose(rows) {
      const chosen = await chooseEditions({ ...parts, everything }, rows);
      for (const language of new Set(rows.map((row) => row.language))) {
        const editions = await editionsIn(language);
        await editions.prepare(
          chosen.flatMap((row) => (row.language === language ? (row.personal ?? []) : [])),
        );
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
