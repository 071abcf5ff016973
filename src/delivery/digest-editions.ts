import type { CalendarDate } from '../model/calendar-date.js';
import type { DigestWithPapers } from '../model/digest.js';
import { type DeliveryOrder, orderedPositions } from '../model/reading-order.js';
import { sentPositions } from '../model/sent-positions.js';
import type { CompiledDigest } from '../rendering/compile-digest.js';
import { longDate } from '../rendering/dates.js';
import { chooseEdition, type Edition, type EditionTerms } from '../rendering/edition.js';
import { likeLine, type ShownLike, whyLine } from '../rendering/why-line.js';
import type { StoredEdition } from '../store/editions.js';
import type { OrderDesk } from '../tastes/decide-orders.js';

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
  /** Why some of them stand where they do, in the reader's own order; null where that is the common one. */
  readonly likes: ReadonlyMap<number, ShownLike> | null;
}

export interface DigestEditions {
  /** Reads what sets of rules chose and decides orders, for deliveries that are about to be sent. */
  choose<Row extends EditionName>(rows: readonly Row[]): Promise<(Row & ChosenEdition)[]>;
  edition(chosen: ChosenEdition): Edition;
}

export interface EditionParts {
  readonly digest: DigestWithPapers;
  readonly compiled: CompiledDigest;
  /** When each paper came on a list, by its position. */
  readonly listedOn: ReadonlyMap<number, CalendarDate>;
  readonly read: (ruleSetIds: readonly number[]) => Promise<readonly StoredEdition[]>;
  readonly decide: OrderDesk['decide'];
  /** Titles of papers that readers liked, by id; those that cannot be named are absent. */
  readonly titles: (paperIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

/** About 100 KB each. Slices hold readers with the same rules, so few are in use at a time. */
const MOST_KEPT = 64;

/**
 * The editions of one digest; those that were used last are kept, but for the ones that are in the order of one
 * reader alone.
 */
export function createDigestEditions(parts: EditionParts): DigestEditions {
  const kept = new Map<string, Edition>();
  return {
    choose: (rows) => chooseEditions(parts, rows),
    edition(chosen) {
      if (chosen.likes !== null) return makeEdition(parts, chosen);
      const name = `${chosen.ruleSetId ?? ''}/${chosen.leftOut?.join() ?? ''}/${chosen.readerDate ?? ''}`;
      const edition = kept.get(name) ?? makeEdition(parts, chosen);
      kept.delete(name);
      kept.set(name, edition);
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      return edition;
    },
  };
}

async function chooseEditions<Row extends EditionName>(
  parts: EditionParts,
  rows: readonly Row[],
): Promise<(Row & ChosenEdition)[]> {
  const ids = [...new Set(rows.flatMap(({ ruleSetId }) => (ruleSetId === null ? [] : [ruleSetId])))];
  const read = ids.length === 0 ? [] : await parts.read(ids);
  const byId = new Map(read.map((stored) => [stored.ruleSetId, stored]));
  const common = rows.map((row) => {
    const stored = byId.get(row.ruleSetId ?? -1) ?? null;
    return { ...row, stored, positions: commonPositions(parts, stored, row.leftOut), likes: null };
  });
  const decided = await parts.decide(common.filter(({ order }) => order === 'undecided'));
  const ordered = common.map((row) => ({
    row,
    order: row.order === 'undecided' ? (decided.get(row.subscriberId) ?? null) : row.order,
  }));
  const liked = ordered.flatMap(({ order }) => order?.likes.map((like) => like?.paperId ?? '') ?? []);
  const titles = await parts.titles([...new Set(liked)].filter((id) => id !== ''));
  return ordered.map(({ row, order }) => {
    const positions = orderedPositions(order?.positions ?? null, row.positions);
    return order === null || positions === row.positions
      ? row
      : { ...row, positions, likes: likesOf(order, titles) };
  });
}

function commonPositions(
  { digest }: EditionParts,
  stored: StoredEdition | null,
  leftOut: readonly number[] | null,
): readonly number[] {
  const everything = { positions: digest.papers.map(({ position }) => position), most: null };
  return sentPositions(stored ?? everything, leftOut);
}

function likesOf(
  { positions, likes }: DeliveryOrder,
  titles: ReadonlyMap<string, string>,
): ReadonlyMap<number, ShownLike> {
  const shown = new Map<number, ShownLike>();
  for (const [index, position] of positions.entries()) {
    const like = likes[index] ?? null;
    const title = like === null ? undefined : titles.get(like.paperId);
    if (like !== null && title !== undefined) shown.set(position, { title, saved: like.saved });
  }
  return shown;
}

function makeEdition(parts: EditionParts, { stored, positions, likes, readerDate }: ChosenEdition): Edition {
  const { digest, compiled } = parts;
  const papers = positions.map((position) => position - 1);
  const isDay = digest.kind === 'daily' && readerDate !== null;
  const whys = whysOf(parts, stored, likes);
  const terms: EditionTerms = {
    ...(isDay ? { date: longDate(readerDate) } : {}),
    ...(whys.size === 0 ? {} : { whys }),
    ...(stored === null
      ? {}
      : // What took off was not matched with anybody's rules.
        { abstracts: stored.abstracts, bloomers: false }),
  };
  return chooseEdition(compiled, papers, terms);
}

function whysOf(
  { digest, listedOn }: EditionParts,
  stored: StoredEdition | null,
  likes: ChosenEdition['likes'],
): Map<number, readonly string[]> {
  const whys = new Map<number, readonly string[]>();
  for (const [index, position] of (stored?.positions ?? []).entries()) {
    const reason = stored?.reasons[index] ?? '';
    if (reason === '') continue;
    const listed = listedOn.get(position);
    const when = listed === undefined ? null : { listedOn: listed, lastList: digest.listDate };
    whys.set(position - 1, [whyLine(reason, digest.papers[position - 1]?.upvotes ?? 0, when)]);
  }
  for (const [position, like] of likes ?? []) {
    whys.set(position - 1, [...(whys.get(position - 1) ?? []), likeLine(like)]);
  }
  return whys;
}
