import type { Database } from '../../store/database.js';
import { type OpenRow, readOpenRows } from '../../store/deliveries/open-rows.js';
import type { ChosenEdition } from '../editions/choose-editions.js';
import type { DigestEditions } from '../editions/digest-editions.js';

/** A row that waits to be sent, with the edition that it carries. */
export type ChosenRow = OpenRow & ChosenEdition;

/** The rows of one slice that wait to be sent, one at a time, to whichever connection asks next. */
export interface OpenRows {
  /**
   * The next row, or null when there are no more; while a connection may still give rows back, it waits.
   * @param reserved what the caller set aside before, which it gets unless another took it meanwhile
   */
  next(reserved: ChosenRow | null): Promise<ChosenRow | null>;
  /**
   * Up to so many rows that are at hand, to follow the one that {@link next} gave on the same connection; the last
   * rows are left to the others but for a few. Each is accounted for by {@link OpenRows.dealtWith} or {@link OpenRows.takeBack}.
   * @param mayFollow the first row for which it is false ends them
   */
  more(count: number, mayFollow: (row: ChosenRow) => boolean): ChosenRow[];
  /** So many of the rows that were to follow are on the wire, or need not be sent. */
  dealtWith(count: number): void;
  /** Rows that wait again, as they are in the ledger now. @param following how many of them were to follow */
  takeBack(rows: readonly ChosenRow[], following: number): void;
  /**
   * Sets a row aside for whoever asks, so that its envelope may be sent ahead; null where none is at hand.
   * Who runs out of rows takes those that were set aside: a reader does not wait for a connection that hangs.
   */
  reserve(): ChosenRow | null;
}

/** So many rows are left when more are read, which takes as long as a few messages. */
const READ_ON_AT = 64;

/** A slice has its last rows in its second page, so it is known in time that they are the last. */
const PAGE = 512;

/** So many of the last rows still follow each other on one connection: who has none goes on to the next slice. */
const FEW = 4;

/** Rows that are sent one after the other lie so many apart. */
const APART = 16;

/** Reads page by page, so that what is held in memory does not grow with the slice. */
class SliceRows implements OpenRows {
  /** The next row is the last. */
  private page: ChosenRow[] = [];
  private after = 0;
  private ended = false;
  private reading: Promise<void> | null = null;
  private readonly aside = new Set<ChosenRow>();
  /** Rows that are to follow others on their connections, and may come back. */
  private following = 0;
  private waiting: (() => void)[] = [];

  constructor(private readonly parts: OpenRowsParts) {}

  async next(reserved: ChosenRow | null): Promise<ChosenRow | null> {
    if (reserved !== null && this.aside.delete(reserved)) return reserved;
    for (;;) {
      const row = this.page.pop();
      this.readAhead();
      if (row !== undefined) return row;
      if (!this.ended) {
        await this.readOn();
        continue;
      }
      const left = this.takeAside();
      if (left !== null || this.following === 0) return left;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  more(count: number, mayFollow: (row: ChosenRow) => boolean): ChosenRow[] {
    const { page, ended, parts } = this;
    const share = Math.max(FEW, Math.floor(page.length / parts.connections()));
    const most = Math.min(count, ended ? share : page.length);
    const rows: ChosenRow[] = [];
    for (
      let row = page.at(-1);
      rows.length < most && row !== undefined && mayFollow(row);
      row = page.at(-1)
    ) {
      page.pop();
      rows.push(row);
    }
    this.following += rows.length;
    this.readAhead();
    return rows;
  }

  dealtWith(count: number): void {
    this.following -= count;
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  takeBack(rows: readonly ChosenRow[], following: number): void {
    this.page.push(...[...rows].reverse());
    this.dealtWith(following);
  }

  reserve(): ChosenRow | null {
    if (this.ended && this.page.length <= this.parts.connections()) return null;
    const row = this.page.pop() ?? null;
    if (row !== null) this.aside.add(row);
    return row;
  }

  private takeAside(): ChosenRow | null {
    for (const row of this.aside) {
      this.aside.delete(row);
      return row;
    }
    return null;
  }

  /** Whoever runs out of rows reads, and is told what is wrong. */
  private readAhead(): void {
    if (!this.ended && this.page.length <= READ_ON_AT) this.readOn().catch(() => undefined);
  }

  private readOn(): Promise<void> {
    this.reading ??= this.readPage().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  private async readPage(): Promise<void> {
    const { database, sliceId, editions } = this.parts;
    const open = await readOpenRows(database, sliceId, this.after, PAGE);
    const chosen = await editions.choose(open);
    const rows = open.flatMap((row, at) => (chosen[at] === undefined ? [] : chosenRow(row, chosen[at])));
    this.ended = rows.length < PAGE;
    this.after = rows.at(-1)?.subscriberId ?? this.after;
    this.page = [...spread(rows).reverse(), ...this.page];
  }
}

/**
 * All rows are of one shape: the engine forgets the shapes that spreads make as often as none is left, and what reads
 * such rows has to learn it anew.
 */
function chosenRow({ address, fence }: OpenRow, edition: ChosenEdition): ChosenRow {
  const { subscriberId, language, ruleSetId, leftOut, readerDate, order, stored, positions, personal } =
    edition;
  return {
    subscriberId,
    address,
    fence,
    language,
    ruleSetId,
    leftOut,
    readerDate,
    order,
    stored,
    positions,
    personal,
  };
}

/**
 * Rows that are next to each other share a page of the table, which has room for new versions of some of them, and
 * more room after each commit.
 */
function spread<T>(rows: readonly T[]): T[] {
  return Array.from({ length: APART }, (_, first) => rows.filter((_row, at) => at % APART === first)).flat();
}

export interface OpenRowsParts {
  readonly database: Database;
  readonly sliceId: number;
  /**
   * How many ask now: the last rows are not set aside, or they would be taken from connections that are about to send
   * them.
   */
  readonly connections: () => number;
  readonly editions: Pick<DigestEditions, 'choose'>;
}

export function openRows(parts: OpenRowsParts): OpenRows {
  return new SliceRows(parts);
}
