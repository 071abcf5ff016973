import { completeRules, type Rules } from '../../model/rules.js';
import { fullNamesOf, namesIn, type RulesOfSearch, rulesOfSearch } from '../../model/rules-of-search.js';
import type { SearchQuery } from '../../model/search-query.js';
import type { Database } from '../../store/database.js';
import { searchPapers } from '../../store/papers/search.js';

/** So many of the best matches are looked at for the full name of an author. */
const LOOKED_AT = 50;
/** A surname may be that of several people; who follows all of a hundred wanted none of them. */
const MOST_NAMES = 5;

export interface SearchSubscription extends Omit<RulesOfSearch, 'rules'> {
  readonly rules: Rules;
}

/** A search as rules. Authors are followed by their full names, so those are looked up in the papers that match. */
export async function subscriptionTo(database: Database, query: SearchQuery): Promise<SearchSubscription> {
  const names = new Map<string, readonly string[]>();
  for (const name of namesIn(query)) {
    const found = await fullNames(database, name);
    if (found.length > 0) names.set(name, found);
  }
  const { rules, ...told } = rulesOfSearch(query, names);
  return { rules: completeRules(rules), ...told };
}

async function fullNames(database: Database, name: string): Promise<string[]> {
  const query: SearchQuery = {
    terms: [{ text: name, field: 'author', excluded: false, prefix: false }],
    categories: [],
    after: null,
    before: null,
    paperId: null,
    unread: [],
  };
  const { papers } = await searchPapers(database, query, { limit: LOOKED_AT, offset: 0 });
  return fullNamesOf(
    name,
    papers.flatMap(({ paper }) => paper.authors),
    MOST_NAMES,
  );
}
