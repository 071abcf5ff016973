import { arxivYear } from '../model/paper-id.js';

const NEW_SCHEME = /^(\d{2})(\d{2})\.(\d{4,5})$/;
const OLD_SCHEME = /^[a-z-]+(?:\.[A-Z]{2})?\/(\d{2})(\d{2})(\d{3})$/;
const MIDDLE = 0.5;

/**
 * How new each paper is beside the others: the share of the others with an older arXiv id. Ids count months
 * and, within a month, submissions (https://info.arxiv.org/help/arxiv_identifier.html). Any other id stands in
 * the middle.
 */
export function newnessOf(ids: readonly string[]): ReadonlyMap<string, number> {
  const ages = new Map(ids.map((id) => [id, arxivOrder(id)]));
  const known = [...ages.values()].filter((order) => order !== null).sort((a, b) => a - b);
  const place = new Map<number, number>();
  for (const [index, order] of known.entries()) if (!place.has(order)) place.set(order, index);
  const share = (order: number | null): number =>
    order === null || known.length < 2 ? MIDDLE : (place.get(order) ?? 0) / (known.length - 1);
  return new Map([...ages].map(([id, order]) => [id, share(order)]));
}

/** A number that grows with the time of submission; null for an id that is not arXiv's. */
function arxivOrder(id: string): number | null {
  const [, year, month, serial] = NEW_SCHEME.exec(id) ?? OLD_SCHEME.exec(id) ?? [];
  if (year === undefined || month === undefined || serial === undefined) return null;
  return (arxivYear(year) * 12 + Number(month)) * 100_000 + Number(serial);
}
