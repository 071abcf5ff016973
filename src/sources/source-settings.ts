import { basename, resolve } from 'node:path';
import { BroadsheetError, readEach } from '../errors.js';
import { type SourceKind, sourceKindOf } from '../model/source-kind.js';

/** One entry of SOURCES. */
export type SourceSettings =
  | { readonly kind: 'huggingface' }
  /** Without categories, it lists nothing and is asked about the papers that others list. */
  | { readonly kind: 'arxiv'; readonly categories: readonly string[] }
  /** `name` stands for the path in everything that is kept or shown. */
  | { readonly kind: 'file'; readonly name: string; readonly path: string };

/** `cs.CL`, `hep-th`, or a whole archive as `cs` or `cs.*` (https://arxiv.org/category_taxonomy). */
const CATEGORY = /^[a-z-]{2,20}(\.(\*|[A-Za-z-]{2,20}))?$/;
const MOST_CATEGORIES = 30;

interface EntryForm<Kind extends SourceKind> {
  /** How an entry is written. */
  readonly form: string;
  /** @param argument what follows the colon; null where there is none. @returns null for no entry of this kind */
  read(argument: string | null, place: number): Extract<SourceSettings, { readonly kind: Kind }> | null;
}

const FORMS: { readonly [Kind in SourceKind]: EntryForm<Kind> } = {
  huggingface: {
    form: 'huggingface',
    read: (argument) => (argument === null ? { kind: 'huggingface' } : null),
  },
  arxiv: {
    form: 'arxiv, arxiv:CATEGORY+CATEGORY',
    read: (argument, place) => ({
      kind: 'arxiv',
      categories: argument === null ? [] : categoriesOf(argument, place),
    }),
  },
  file: {
    form: 'file:PATH',
    read: (argument, place) =>
      argument === null || argument === '' ? null : { kind: 'file', ...fileOf(argument, place) },
  },
};
const KINDS = Object.values(FORMS)
  .map(({ form }) => form)
  .join(', ')
  .replace(/, (?=[^,]*$)/, ' or ');

/**
 * Reads SOURCES: `huggingface, arxiv:cs.CL+cs.LG, file:/path/of/a/list.jsonl`, or the same entries as a JSON array
 * of strings, in which a path may hold a comma.
 * @throws BroadsheetError CONFIG_INVALID that says what is wrong with which entry, and no path
 */
export function parseSources(text: string): SourceSettings[] {
  const parts = entriesOf(text).map((part) => part.trim());
  const sources = readEach(parts, (part, index) => settingsOf(part, index + 1));
  const names = sources.map(nameOf);
  const double = names.findIndex((name, index) => names.indexOf(name) < index);
  if (double >= 0) throw invalid(double + 1, 'the same name stands before it');
  if (sources.every(listsNothing)) {
    throw invalid(1, 'arxiv alone lists no papers; give it categories, such as arxiv:cs.CL+cs.LG');
  }
  return sources;
}

function entriesOf(text: string): string[] {
  if (!text.startsWith('[')) return text.split(',');
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every((entry) => typeof entry === 'string')) return list;
  } catch {
    // What is no JSON is told as what is no array of strings.
  }
  throw invalid(1, 'expected a JSON array of strings, or entries that are separated by commas');
}

/** Under which the listings, observations and polls of a source are kept. */
export function nameOf(source: SourceSettings): SourceKind | `${SourceKind}:${string}` {
  return source.kind === 'file' ? `file:${source.name}` : source.kind;
}

/** The names of the sources that list papers, in the order of the configuration. */
export function listingNames(sources: readonly SourceSettings[]): string[] {
  return sources.filter((source) => !listsNothing(source)).map(nameOf);
}

/** True where a source is only asked about papers that others list. */
export function listsNothing(source: SourceSettings): boolean {
  return source.kind === 'arxiv' && source.categories.length === 0;
}

function settingsOf(part: string, place: number): SourceSettings {
  const kind = sourceKindOf(part);
  const colon = part.indexOf(':');
  const argument = colon < 0 ? null : part.slice(colon + 1).trim();
  const settings = kind === null ? null : FORMS[kind].read(argument, place);
  if (settings === null) throw invalid(place, `expected ${KINDS}`);
  return settings;
}

function categoriesOf(argument: string, place: number): string[] {
  const categories = [...new Set(argument.split('+').map((category) => category.trim()))];
  if (categories.length > MOST_CATEGORIES || !categories.every((category) => CATEGORY.test(category))) {
    throw invalid(place, `expected up to ${MOST_CATEGORIES} categories of arXiv, joined by +`);
  }
  return categories;
}

function fileOf(path: string, place: number): { name: string; path: string } {
  const name = basename(path)
    .replace(/\.(jsonl|ndjson|json)$/i, '')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-');
  if (name === '' || name === '.' || name === '..')
    throw invalid(place, 'expected the path of a file or folder');
  return { name, path: resolve(path) };
}

function invalid(place: number, fault: string): BroadsheetError {
  return new BroadsheetError('CONFIG_INVALID', `entry ${place}: ${fault}`, {
    details: { within: [place - 1] },
  });
}
