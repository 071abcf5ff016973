import type { FastifyRequest } from 'fastify';
import type { Texts } from '../../../i18n/texts.js';
import { periodicKinds } from '../../../model/digest.js';
import { languages } from '../../../model/language.js';
import { type AskedReaders, askedNames, subscriberStates, waysIn } from '../../../model/reader-filter.js';
import { findSearch } from '../../../subscribers/reader-searches.js';
import type { AdminContext } from '../admin-context.js';
import { fieldOf, queryOf } from '../fields.js';

/** No more are counted for a page, unless they are asked for: all of a million are no matter of a moment. */
export const MOST_COUNTED = 10_000;

/** What a list of readers is of: a search that was kept, which may have a part of an address, or what its URL says. */
export interface AskedList {
  readonly asked: AskedReaders;
  /** Of the kept search. */
  readonly search: string | null;
  readonly name: string | null;
}

/** @throws BroadsheetError NOT_FOUND where the kept search was forgotten */
export async function askedOfQuery(context: AdminContext, request: FastifyRequest): Promise<AskedList> {
  return askedOf(context, queryOf(request, 'search'), (name) => queryOf(request, name));
}

/** The same of a form that stands on such a page. */
export async function askedOfForm(context: AdminContext, request: FastifyRequest): Promise<AskedList> {
  return askedOf(context, fieldOf(request, 'search'), (name) => fieldOf(request, name));
}

async function askedOf(
  context: AdminContext,
  search: string,
  said: (name: string) => string,
): Promise<AskedList> {
  if (search !== '') {
    const { id, asked, name } = await findSearch(context, search);
    return { asked, search: id, name };
  }
  // An address never is asked for by a URL.
  const pairs = askedNames.filter((name) => name !== 'find').map((name) => [name, said(name).trim()]);
  return { asked: Object.fromEntries(pairs.filter(([, value]) => value !== '')), search: null, name: null };
}

/** What a form asks for; here a part of an address may be. */
export function typedReaders(request: FastifyRequest): AskedReaders {
  const pairs = askedNames.map((name) => [name, fieldOf(request, name).trim()]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== ''));
}

/** Whether what is asked for has an address, or a part of one, in it, in whichever field. */
export function asksByAddress({ find, ...said }: AskedReaders): boolean {
  return find !== undefined || Object.values(said).some((value) => value?.includes('@') === true);
}

/** `search=…`, or what is asked for, but for addresses: those stand in no URL. */
export function listQuery({ asked, search }: Pick<AskedList, 'asked' | 'search'>): URLSearchParams {
  if (search !== null) return new URLSearchParams({ search });
  const said = askedNames.flatMap((name): [string, string][] => {
    const value = asked[name];
    return name === 'find' || value === undefined || value.includes('@') ? [] : [[name, value]];
  });
  return new URLSearchParams(said);
}

export function readersUrl(
  list: Pick<AskedList, 'asked' | 'search'>,
  more: Readonly<Record<string, string>> = {},
): string {
  const query = listQuery(list);
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return query.size === 0 ? '/admin/readers' : `/admin/readers?${query}`;
}

/** The fields of the search, as the template draws them; all but an address and a state stand in a fold. */
export function filterFields({ t }: Texts, asked: AskedReaders) {
  const select = <Option extends string>(
    name: keyof AskedReaders,
    options: readonly Option[],
    words: (option: Option) => string,
  ) => ({
    name,
    label: t(`admin-readers.${name}`),
    options: options.map((value) => ({ value, text: words(value), chosen: asked[name] === value })),
  });
  const yesNo = (name: 'rules' | 'bounced' | 'ownOrder' | 'mailed') =>
    select(name, ['yes', 'no'] as const, (value) => t(`admin-readers.${name}-${value}`));
  const { find = '', state: _, ...others } = asked;
  return {
    find,
    state: select('state', subscriberStates, (value) => t(`admin-readers.state-${value}`)),
    isFoldOpen: Object.keys(others).length > 0,
    origin: asked.origin ?? '',
    days: (['confirmedFrom', 'confirmedUntil', 'mailedFrom', 'mailedUntil'] as const).map((name) => ({
      name,
      label: t(`admin-readers.${name}`),
      value: asked[name] ?? '',
    })),
    selects: [
      select('frequency', periodicKinds, (value) => t(`admin-readers.frequency-${value}`)),
      select('language', languages, (value) => t(`admin-readers.language-${value}`)),
      yesNo('rules'),
      select('via', waysIn, (value) => t(`admin-readers.via-${value}`)),
      yesNo('bounced'),
      yesNo('ownOrder'),
      yesNo('mailed'),
    ],
  };
}
