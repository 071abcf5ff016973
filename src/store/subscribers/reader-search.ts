import { type PeriodicKind, periodicKinds } from '../../model/digest.js';
import { type Language, languages } from '../../model/language.js';
import { type ReaderFilter, subscriberStates, type WayIn, waysIn } from '../../model/reader-filter.js';
import type { SubscriberState } from '../../model/subscriber.js';
import type { Queryable } from '../database.js';

/** Where a page of readers goes on. */
export interface ReaderPlace {
  readonly order: 'newest' | 'oldest';
  /** The id of the last reader before it; null at the beginning. */
  readonly after: number | null;
  readonly limit: number;
}

/** The ids of a page of readers whom a filter finds. */
export async function findReaders(
  database: Queryable,
  filter: ReaderFilter,
  place: ReaderPlace,
): Promise<number[]> {
  const values: unknown[] = [place.after, place.limit];
  const text = isOfFacetsAlone(filter)
    ? facetsPage(filter, place, values)
    : filterPage(filter, place, values);
  const { rows } = await database.query<{ subscriber_id: number }>(text, values);
  return rows.map(({ subscriber_id: id }) => id);
}

/** How many readers a filter finds; counted up to one more than `most`, since all of a million are no matter of a moment. */
export async function countReaders(database: Queryable, filter: ReaderFilter, most: number): Promise<number> {
  const values: unknown[] = [most + 1];
  const { rows } = await database.query<{ count: number }>(
    `SELECT count(*) AS count
       FROM (SELECT FROM ${tablesOf(filter)} WHERE ${conditionsOf(filter, values)} LIMIT $1) AS found`,
    values,
  );
  return rows[0]?.count ?? 0;
}

/** Of those whom an operator chose. */
export interface SelectedAmong {
  readonly states: readonly SubscriberState[];
  /** The highest id that is among them; null: any. */
  readonly through: number | null;
}

/** Their ids, as a query for a larger statement; what it compares with is added to the values. */
export function selectionSql(
  selection: { readonly ids: readonly number[] } | { readonly filter: ReaderFilter },
  { states, through }: SelectedAmong,
  values: unknown[],
): string {
  const inState = `state = ANY ($${values.push(states)}::text[])`;
  const isIn =
    through === null ? inState : `${inState} AND subscriber_id <= $${values.push(through)}::bigint`;
  if ('ids' in selection)
    return `SELECT subscriber_id FROM reader_facets
             WHERE subscriber_id = ANY ($${values.push(selection.ids)}::bigint[]) AND ${isIn}`;
  const { filter } = selection;
  const source = sourceOf(filter.part, true);
  return `SELECT subscriber_id FROM ${source} WHERE ${conditionsOf(filter, values)} AND ${isIn}`;
}

function isOfFacetsAlone(filter: ReaderFilter): boolean {
  const { state, frequency, language, hasRules, via, ...others } = filter;
  return (
    Object.values(others).every((said) => said === null) &&
    [state, frequency, language, hasRules, via].some((said) => said !== null)
  );
}

function stepOf({ order }: ReaderPlace) {
  const [sign, direction] = order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  return { after: `($1::bigint IS NULL OR subscriber_id ${sign} $1)`, order: `subscriber_id ${direction}` };
}

/**
 * A page of what stands together in one index: each combination that is left open is a place of it, whose first so many
 * readers are read in order. That is quick however few there are, where a walk past all readers would not be.
 */
function facetsPage(filter: ReaderFilter, place: ReaderPlace, values: unknown[]): string {
  const list = (given: readonly unknown[], type: string) => `unnest($${values.push(given)}::${type}[])`;
  const either = <T>(said: T | null, all: readonly T[]) => (said === null ? all : [said]);
  const { after, order } = stepOf(place);
  return `SELECT r.subscriber_id
    FROM ${list(either(filter.state, subscriberStates), 'text')} AS state
   CROSS JOIN ${list(either(filter.frequency, periodicKinds), 'text')} AS frequency
   CROSS JOIN ${list(either(filter.language, languages), 'text')} AS language
   CROSS JOIN ${list(either(filter.hasRules, [true, false]), 'boolean')} AS rules
   CROSS JOIN ${list(either(filter.via as string | null, [...waysIn, '']), 'text')} AS via
   CROSS JOIN LATERAL (
     SELECT subscriber_id FROM reader_facets f
      WHERE f.state = state.state AND f.frequency = frequency.frequency AND f.language = language.language
        AND f.has_rules = rules.rules AND f.via = via.via AND ${after}
      ORDER BY f.state, f.frequency, f.language, f.has_rules, f.via, ${order} LIMIT $2
   ) AS r
   ORDER BY ${order} LIMIT $2`;
}

function filterPage(filter: ReaderFilter, place: ReaderPlace, values: unknown[]): string {
  const asksConfirmation = filter.confirmedSince !== null || filter.confirmedBefore !== null;
  const { after, order } = asksConfirmation && place.order === 'newest' ? BY_CONFIRMATION : stepOf(place);
  return `SELECT subscriber_id FROM ${tablesOf(filter)}
    WHERE ${after} AND ${conditionsOf(filter, values)} ORDER BY ${order} LIMIT $2`;
}

/** In the order of the index that has the days: in order of id, all who came before or after them would be passed. */
const BY_CONFIRMATION = {
  after: `($1::bigint IS NULL OR (confirmed_at, subscriber_id)
            < (SELECT l.confirmed_at, l.subscriber_id FROM reader_facets l WHERE l.subscriber_id = $1))`,
  order: 'confirmed_at DESC, subscriber_id DESC',
};

/** Only the tables that a filter asks. */
function tablesOf(filter: ReaderFilter): string {
  const { part, hasBounced: _bounced, hasOwnOrder: _order, ...facets } = filter;
  return sourceOf(
    part,
    Object.values(facets).some((said) => said !== null),
  );
}

function sourceOf(part: string | null, asksFacets: boolean): string {
  if (part === null) return 'reader_facets';
  return asksFacets ? 'address_search JOIN reader_facets USING (subscriber_id)' : 'address_search';
}

function conditionsOf(filter: ReaderFilter, values: unknown[]): string {
  const value = (given: unknown) => `$${values.push(given)}`;
  const is = (column: string, said: unknown) => (said === null ? [] : [`${column} = ${value(said)}`]);
  const { part, origin, hasBounced, hasOwnOrder, confirmedSince, confirmedBefore } = filter;
  const isIn = (said: boolean | null, some: string) =>
    said === null ? [] : [`subscriber_id ${said ? '' : 'NOT '}IN (${some})`];
  return [
    'true',
    ...(part === null ? [] : [`address_key LIKE ${value(addressPattern(part))}`]),
    ...is('state', filter.state),
    ...is('frequency', filter.frequency),
    ...is('language', filter.language),
    ...is('has_rules', filter.hasRules),
    ...is('via', filter.via),
    ...(origin === null ? [] : [originSql(`${value(origin)}::text`)]),
    ...(confirmedSince === null ? [] : [`confirmed_at >= ${value(confirmedSince)}`]),
    ...(confirmedBefore === null ? [] : [`confirmed_at < ${value(confirmedBefore)}`]),
    ...isIn(hasBounced, BOUNCED),
    ...isIn(hasOwnOrder, 'SELECT subscriber_id FROM order_choices WHERE personal_since IS NOT NULL'),
    ...mailedSql(filter, value),
  ].join(' AND ');
}

/**
 * Each reader's own messages are looked up: those of all together are thirty times as many as readers. Digests of before
 * 100 days are known by their days alone, whose multirange ends after the last of them.
 */
function mailedSql(filter: ReaderFilter, value: (given: unknown) => string): readonly string[] {
  const { wasMailed, mailedSince, mailedBefore } = filter;
  const ever = mailedAfter(null);
  return [
    ...(wasMailed === null ? [] : [wasMailed ? ever : `NOT ${ever}`]),
    ...(mailedSince === null ? [] : [mailedAfter(value(mailedSince))]),
    ...(mailedBefore === null ? [] : [`NOT ${mailedAfter(value(mailedBefore))}`, ever]),
  ];
}

/** The moment is midnight in some zone; twelve hours later it is the same day in most. */
function dayBeginningAt(moment: string): string {
  return `((${moment}::timestamptz + interval '12 hours') AT TIME ZONE 'UTC')::date`;
}

function mailedAfter(moment: string | null): string {
  const [recently, formerly] =
    moment === null
      ? ['', '']
      : [` AND d.settled_at >= ${moment}::timestamptz`, ` AND upper(h.periods) > ${dayBeginningAt(moment)}`];
  return `(EXISTS (SELECT FROM deliveries d WHERE d.subscriber_id = reader_facets.subscriber_id
                    AND d.state IN ('sent', 'uncertain')${recently})
    OR EXISTS (SELECT FROM reading_history h WHERE h.subscriber_id = reader_facets.subscriber_id${formerly}))`;
}

/** Whatever says that mail to the reader did not arrive, in a session or in a report. */
const BOUNCED = `SELECT subscriber_id FROM refusals
   UNION SELECT subscriber_id FROM feedback WHERE class IN ('hard', 'soft') AND subscriber_id IS NOT NULL`;

/** What was said, or a place that says more of itself: `embed` is every site that frames the form. */
function originSql(said: string): string {
  const further = [':', '?'].map((sign) => {
    const next = String.fromCharCode(sign.charCodeAt(0) + 1);
    return `origin >= ${said} || '${sign}' AND origin < ${said} || '${next}'`;
  });
  return `(origin = ${said} OR ${further.join(' OR ')})`;
}

/** Fewer characters have no trigram of their own: then the address begins with them. */
const LEAST_ANYWHERE = 3;

/** For LIKE, whose signs stand for themselves. */
function addressPattern(part: string): string {
  const escaped = part.replace(/[\\%_]/g, '\\$&');
  return [...part].length < LEAST_ANYWHERE ? `${escaped}%` : `%${escaped}%`;
}

/** A reader as lists of operators show them. */
export interface ListedReader {
  readonly id: number;
  readonly address: string;
  readonly state: SubscriberState;
  readonly stateChangedAt: Date;
  readonly confirmedAt: Date | null;
  readonly frequency: PeriodicKind;
  readonly language: Language;
  readonly hasRules: boolean;
  /** Null where no record says so. */
  readonly via: WayIn | null;
  readonly origin: string | null;
}

/** The readers with these ids, in their order; who was erased meanwhile is absent. */
export async function readListedReaders(
  database: Queryable,
  ids: readonly number[],
): Promise<readonly ListedReader[]> {
  const { rows } = await database.query<ListedReader & Record<string, unknown>>(
    `SELECT s.id, s.address, s.state, s.state_changed_at AS "stateChangedAt", s.confirmed_at AS "confirmedAt",
            s.frequency, s.language, s.rule_set_id IS NOT NULL AS "hasRules", nullif(f.via, '') AS via, f.origin
       FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (id, position)
       JOIN subscribers s USING (id) LEFT JOIN reader_facets f ON f.subscriber_id = s.id
      ORDER BY wanted.position`,
    [ids],
  );
  return rows;
}
