import type { CalendarDate } from '../model/calendar-date.js';
import type { DigestWithPapers } from '../model/digest.js';
import type { CompiledDigest } from '../rendering/compile-digest.js';
import { longDate } from '../rendering/dates.js';
import { chooseEdition, type Edition, type EditionTerms } from '../rendering/edition.js';
import { whyLine } from '../rendering/why-line.js';
import type { StoredEdition } from '../store/editions.js';

/** Which edition of a digest a delivery carries. */
export interface EditionName {
  /** Null: of everything. */
  readonly ruleSetId: number | null;
  /** Positions of papers that the reader had before; null: none. */
  readonly leftOut: readonly number[] | null;
  /** The reader's own date; null: the day of the digest. */
  readonly readerDate: CalendarDate | null;
}

/** A delivery's edition as far as it is read from rows; its bytes are made when they are needed. */
export interface ChosenEdition extends EditionName {
  /** Null: of everything. */
  readonly stored: StoredEdition | null;
}

export interface DigestEditions {
  /** Reads what sets of rules chose, for deliveries that are about to be sent. */
  choose<Row extends EditionName>(rows: readonly Row[]): Promise<(Row & ChosenEdition)[]>;
  edition(chosen: ChosenEdition): Edition;
}

export interface EditionParts {
  readonly digest: DigestWithPapers;
  readonly compiled: CompiledDigest;
  /** When each paper came on a list, by its position. */
  readonly listedOn: ReadonlyMap<number, CalendarDate>;
  readonly read: (ruleSetIds: readonly number[]) => Promise<readonly StoredEdition[]>;
}

/** About 100 KB each. Slices hold readers with the same rules, so few are in use at a time. */
const MOST_KEPT = 64;

/** The editions of one digest; those that were used last are kept. */
export function createDigestEditions(parts: EditionParts): DigestEditions {
  const kept = new Map<string, Edition>();
  return {
    async choose(rows) {
      const ids = [...new Set(rows.flatMap(({ ruleSetId }) => (ruleSetId === null ? [] : [ruleSetId])))];
      const read = ids.length === 0 ? [] : await parts.read(ids);
      const byId = new Map(read.map((stored) => [stored.ruleSetId, stored]));
      return rows.map((row) => ({ ...row, stored: byId.get(row.ruleSetId ?? -1) ?? null }));
    },
    edition(chosen) {
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

function makeEdition(parts: EditionParts, { stored, leftOut, readerDate }: ChosenEdition): Edition {
  const { digest, compiled } = parts;
  const left = new Set(leftOut);
  const positions = stored?.positions ?? digest.papers.map(({ position }) => position);
  const papers = positions.filter((position) => !left.has(position)).map((position) => position - 1);
  const isDay = digest.kind === 'daily' && readerDate !== null;
  const terms: EditionTerms = {
    ...(isDay ? { date: longDate(readerDate) } : {}),
    ...(stored === null
      ? {}
      : // What took off was not matched with anybody's rules.
        { abstracts: stored.abstracts, whys: whysOf(parts, stored), bloomers: false }),
  };
  return chooseEdition(compiled, papers, terms);
}

function whysOf({ digest, listedOn }: EditionParts, stored: StoredEdition): Map<number, string> {
  const whys = new Map<number, string>();
  for (const [index, position] of stored.positions.entries()) {
    const reason = stored.reasons[index] ?? '';
    if (reason === '') continue;
    const listed = listedOn.get(position);
    const when = listed === undefined ? null : { listedOn: listed, lastList: digest.listDate };
    whys.set(position - 1, whyLine(reason, digest.papers[position - 1]?.upvotes ?? 0, when));
  }
  return whys;
}
