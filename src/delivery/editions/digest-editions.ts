import type { CalendarDate } from '../../model/calendar-date.js';
import { type DeliveryOrder, orderedPositions } from '../../model/reading-order.js';
import { sentPositions } from '../../model/sent-positions.js';
import type { CompiledDigest } from '../../rendering/compile-digest.js';
import { chooseEdition, type Edition, type EditionTerms } from '../../rendering/edition.js';
import type { StoredEdition } from '../../store/editions/editions.js';
import type { OrderDesk } from '../../tastes/decide-orders.js';
import { createWhyLines, type WhyLines, type WhyLinesParts, type Whys } from './why-lines.js';

/** Which edition of a digest a delivery carries. */
export interface EditionName {
  readonly subscriberId: number;
  /** Null: of everything. */
  readonly ruleSetId: number | null;
  /** Positions of papers that the reader had before; null: none. */
  readonly leftOut: readonly number[] | null;
  /** The reader's own date; null: the day of the digest. */
  readonly readerDate: CalendarDate | null;
  /** Null: the common order. */
  readonly order: DeliveryOrder | 'undecided' | null;
}

/** A delivery's edition as far as it is read from rows; its bytes are made when they are needed. */
export interface ChosenEdition extends EditionName {
  /** Null: of everything. */
  readonly stored: StoredEdition | null;
  /** Positions of its papers, in the order of the reader. */
  readonly positions: readonly number[];
  /** The order of the reader's own that holds; null: the common one. */
  readonly own: DeliveryOrder | null;
}

export interface DigestEditions {
  /** Reads what sets of rules chose and decides orders, for deliveries that are about to be sent. */
  choose<Row extends EditionName>(rows: readonly Row[]): Promise<(Row & ChosenEdition)[]>;
  edition(chosen: ChosenEdition): Edition;
}

export interface EditionParts extends WhyLinesParts {
  readonly compiled: CompiledDigest;
  readonly read: (ruleSetIds: readonly number[]) => Promise<readonly StoredEdition[]>;
  readonly decide: OrderDesk['decide'];
}

/** About 100 KB each. Slices hold readers with the same rules, so few are in use at a time. */
const MOST_KEPT = 64;

const NO_WHYS: Whys = new Map();

/**
 * The editions of one digest; those that were used last are kept, but for the ones that are in the order of one
 * reader alone.
 */
export function createDigestEditions(parts: EditionParts): DigestEditions {
  const kept = new Map<string, Edition>();
  const lines = createWhyLines(parts.compiled.texts, parts);
  const everything = parts.digest.papers.map(({ position }) => position);
  return {
    choose: (rows) => chooseEditions(parts, { lines, everything }, rows),
    edition(chosen) {
      if (chosen.own !== null) return makeEdition(parts, lines, chosen);
      const name = `${chosen.ruleSetId ?? ''}/${chosen.leftOut?.join() ?? ''}/${chosen.readerDate ?? ''}`;
      const edition = kept.get(name) ?? makeEdition(parts, lines, chosen);
      kept.delete(name);
      kept.set(name, edition);
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      return edition;
    },
  };
}

interface Choosing {
  readonly lines: WhyLines;
  /** Positions of all papers of the digest. */
  readonly everything: readonly number[];
}

async function chooseEditions<Row extends EditionName>(
  { read, decide }: EditionParts,
  { lines, everything }: Choosing,
  rows: readonly Row[],
): Promise<(Row & ChosenEdition)[]> {
  const ids = [...new Set(rows.flatMap(({ ruleSetId }) => (ruleSetId === null ? [] : [ruleSetId])))];
  const found = ids.length === 0 ? [] : await read(ids);
  const byId = new Map(found.map((stored) => [stored.ruleSetId, stored]));
  const commonPositions = (stored: StoredEdition | null, leftOut: readonly number[] | null) =>
    stored === null && leftOut === null
      ? everything
      : sentPositions(stored ?? { positions: everything, most: null }, leftOut);
  const common = rows.map((row) => {
    const stored = byId.get(row.ruleSetId ?? -1) ?? null;
    return { ...row, stored, positions: commonPositions(stored, row.leftOut), own: null };
  });
  const decided = await decide(common.filter(({ order }) => order === 'undecided'));
  const chosen = common.map((row) => {
    const order = row.order === 'undecided' ? (decided.get(row.subscriberId) ?? null) : row.order;
    const positions = orderedPositions(order?.positions ?? null, row.positions);
    return positions === row.positions ? row : { ...row, positions, own: order };
  });
  await lines.readLikes(chosen.flatMap(({ own }) => own ?? []));
  return chosen;
}

function makeEdition(
  { digest, compiled }: EditionParts,
  lines: WhyLines,
  { stored, positions, own, readerDate }: ChosenEdition,
): Edition {
  const papers = positions.map((position) => position - 1);
  const byRules = stored === null ? NO_WHYS : lines.ofRules(stored);
  const whys = own === null ? byRules : lines.ofOrder(own, byRules);
  const terms: { -readonly [Name in keyof EditionTerms]: EditionTerms[Name] } = {};
  if (digest.kind === 'daily' && readerDate !== null) terms.date = lines.dateOf(readerDate);
  if (whys.size > 0) terms.whys = whys;
  if (own !== null) terms.single = true;
  if (stored !== null) {
    terms.abstracts = stored.abstracts;
    // What took off was not matched with anybody's rules.
    terms.bloomers = false;
  }
  return chooseEdition(compiled, papers, terms);
}
