import type { CalendarDate } from '../../model/calendar-date.js';
import type { Language } from '../../model/language.js';
import type { DeliveryOrder } from '../../model/reading-order.js';
import { sentPositions } from '../../model/sent-positions.js';
import type { StoredEdition } from '../../store/editions/editions.js';
import type { PersonalOrders } from '../../tastes/personal-orders.js';

/** Which edition of a digest a delivery carries, as its row names it. */
export interface EditionName {
  readonly subscriberId: number;
  readonly language: Language;
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
  /** The personal order that holds; null: the common one. */
  readonly personal: DeliveryOrder | null;
}

export interface EditionChoice {
  /** Positions of all papers of the digest. */
  readonly everything: readonly number[];
  readonly read: (ruleSetIds: readonly number[]) => Promise<readonly StoredEdition[]>;
  readonly orders: PersonalOrders;
}

/**
 * Chooses which papers deliveries carry and in which order: what their rules chose without what the reader had
 * before, in the personal order where there is one, else in the common one.
 * @returns an edition for each row, in their order
 */
export async function chooseEditions(
  { everything, read, orders }: EditionChoice,
  rows: readonly EditionName[],
): Promise<ChosenEdition[]> {
  const ids = [...new Set(rows.flatMap(({ ruleSetId }) => (ruleSetId === null ? [] : [ruleSetId])))];
  const found = ids.length === 0 ? [] : await read(ids);
  const byId = new Map(found.map((stored) => [stored.ruleSetId, stored]));
  const common = rows.map((row) => {
    const stored = byId.get(row.ruleSetId ?? -1) ?? null;
    const isWhole = stored === null && row.leftOut === null;
    const all = stored ?? { positions: everything, most: null };
    return { row, stored, positions: isWhole ? everything : sentPositions(all, row.leftOut) };
  });
  const personalOrders = await orders.of(
    common.map(({ row: { subscriberId, order }, positions }) => ({ subscriberId, order, positions })),
  );
  return common.map(({ row, stored, positions }) => {
    const personal = personalOrders.get(row.subscriberId) ?? null;
    return {
      subscriberId: row.subscriberId,
      language: row.language,
      ruleSetId: row.ruleSetId,
      leftOut: row.leftOut,
      readerDate: row.readerDate,
      order: row.order,
      stored,
      positions: personal?.positions ?? positions,
      personal,
    };
  });
}
