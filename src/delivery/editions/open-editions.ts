import type { DigestWithPapers } from '../../model/digest.js';
import { compileDigest } from '../../rendering/compile-digest.js';
import type { SiteIdentity } from '../../rendering/site-identity.js';
import type { TemplatesByLanguage } from '../../rendering/templates.js';
import type { Database } from '../../store/database.js';
import { firstListDates } from '../../store/digests/digest-papers.js';
import { readEditions } from '../../store/editions/editions.js';
import { frozenTitles } from '../../store/papers/paper-words.js';
import { openPersonalOrders } from '../../tastes/personal-orders.js';
import { createDigestEditions, type DigestEditions } from './digest-editions.js';

export interface EditionsRenderer {
  readonly templates: TemplatesByLanguage;
  readonly site: SiteIdentity;
}

/**
 * Prepares the editions of a digest, which is compiled in a language when the first of its readers is to be sent it.
 * @param undecided whether personal orders that are not decided yet are decided for good, or as a preview
 * @throws BroadsheetError TEMPLATE_INVALID, of choose()
 */
export async function openEditions(
  database: Database,
  { templates, site }: EditionsRenderer,
  digest: DigestWithPapers,
  undecided: 'decide' | 'preview',
): Promise<DigestEditions> {
  return createDigestEditions({
    digest,
    listedOn: await firstListDates(database, digest.id),
    read: (ruleSetIds) => readEditions(database, digest.id, ruleSetIds),
    orders: openPersonalOrders(database, digest, undecided),
    titles: (paperIds) => frozenTitles(database, paperIds),
    compile: (language) => compileDigest(templates[language], site, digest),
  });
}
