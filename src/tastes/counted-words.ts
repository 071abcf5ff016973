import { DAY_MS } from '../durations.js';
import { termsOf } from '../ranking/personal/terms.js';
import { countTerms, type Rarity, rarityBy } from '../ranking/personal/vectors.js';
import type { Queryable } from '../store/database.js';
import {
  type CountedWords,
  paperTexts,
  readCountedWords,
  recentlyListed,
  writeCountedWords,
} from '../store/papers/paper-words.js';

const COUNT_AFTER_MS = DAY_MS;
/** How far back lists are recent. */
const RECENT_DAYS = 60;
const MOST_PAPERS = 5_000;
const PAGE = 100;
/** A word of one paper alone is as rare as one of none. */
const FEWEST_PAPERS = 2;
const MOST_TERMS = 50_000;

/** How rare each word is by the last count; every word is as rare as the others where none was counted yet. */
export async function readRarity(database: Queryable): Promise<Rarity> {
  return rarityOf((await readCountedWords(database)) ?? nothingCounted);
}

/** The same, counted anew where the count is older than a day. */
export async function freshRarity(database: Queryable, now: Date): Promise<Rarity> {
  const known = await readCountedWords(database);
  if (known !== null && now.getTime() - known.countedAt.getTime() < COUNT_AFTER_MS) return rarityOf(known);
  const counted = await countWords(database, now);
  await writeCountedWords(database, counted);
  return rarityOf(counted);
}

/** Reads the papers a page at a time: what is held is the words, not the texts. */
async function countWords(database: Queryable, now: Date): Promise<CountedWords> {
  const since = new Date(now.getTime() - RECENT_DAYS * DAY_MS);
  const ids = await recentlyListed(database, since, MOST_PAPERS);
  const having = new Map<string, number>();
  let papers = 0;
  for (let start = 0; start < ids.length; start += PAGE) {
    const page = countTerms((await paperTexts(database, ids.slice(start, start + PAGE))).map(termsOf));
    papers += page.papers;
    for (const [term, count] of page.having) having.set(term, (having.get(term) ?? 0) + count);
  }
  const kept = [...having]
    .filter(([, count]) => count >= FEWEST_PAPERS)
    .sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
    .slice(0, MOST_TERMS);
  return {
    countedAt: now,
    papers,
    terms: kept.map(([term]) => term),
    counts: kept.map(([, count]) => count),
  };
}

const nothingCounted: CountedWords = { countedAt: new Date(0), papers: 0, terms: [], counts: [] };

function rarityOf({ papers, terms, counts }: CountedWords): Rarity {
  return rarityBy({ papers, having: new Map(terms.map((term, index) => [term, counts[index] ?? 0])) });
}
