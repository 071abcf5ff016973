import { createBoundedMap } from '../../bounded-map.js';
import type { DigestWithPapers } from '../../model/digest.js';
import type { DeliveryOrder } from '../../model/reading-order.js';
import type { CompiledDigest } from '../../rendering/compile-digest.js';
import { chooseEdition, type Edition, type EditionTerms } from '../../rendering/edition.js';
import type { ChosenEdition } from './choose-editions.js';
import {
  createReasonWriter,
  type ReasonLines,
  type ReasonWriter,
  type ReasonWriterParts,
} from './reason-lines.js';

/** The editions of one digest in one language. */
export interface LanguageEditions {
  /** Reads what is needed to make editions in some personal orders. */
  prepare(orders: readonly DeliveryOrder[]): Promise<void>;
  edition(chosen: ChosenEdition): Edition;
}

/** About 100 KB each. Slices hold readers with the same rules, so few are in use at a time. */
const MOST_KEPT = 64;

const NO_REASONS: ReasonLines = new Map();

/** The editions that were used last are kept, but for those in a personal order, which one reader alone has. */
export function createLanguageEditions(compiled: CompiledDigest, parts: ReasonWriterParts): LanguageEditions {
  const kept = createBoundedMap<string, Edition>(MOST_KEPT);
  const lines = createReasonWriter(compiled.texts, parts);
  const make = (chosen: ChosenEdition): Edition => makeEdition(compiled, parts.digest, lines, chosen);
  return {
    prepare: (orders) => lines.readLikes(orders),
    edition(chosen) {
      if (chosen.personal !== null) return make(chosen);
      const name = `${chosen.ruleSetId ?? ''}/${chosen.leftOut?.join() ?? ''}/${chosen.readerDate ?? ''}`;
      return kept.getOrMake(name, () => make(chosen));
    },
  };
}

function makeEdition(
  compiled: CompiledDigest,
  digest: DigestWithPapers,
  lines: ReasonWriter,
  { stored, positions, personal, readerDate }: ChosenEdition,
): Edition {
  const papers = positions.map((position) => position - 1);
  const byRules = stored === null ? NO_REASONS : lines.ofRules(stored);
  const reasonLines = personal === null ? byRules : lines.ofOrder(personal, byRules);
  const terms: { -readonly [Name in keyof EditionTerms]: EditionTerms[Name] } = {};
  if (stored?.abstracts != null) terms.abstracts = stored.abstracts;
  if (digest.kind === 'daily' && readerDate !== null) terms.date = lines.dateOf(readerDate);
  if (reasonLines.size > 0) terms.reasonLines = reasonLines;
  if (personal !== null) terms.single = true;
  if (stored !== null) {
    terms.pictures = stored.pictures;
    // What took off was not matched with anybody's rules.
    terms.bloomers = false;
  }
  return chooseEdition(compiled, papers, terms);
}
