import type { DigestWithPapers } from '../../model/digest.js';
import { compileDigest } from '../../rendering/compile-digest.js';
import type { SiteIdentity } from '../../rendering/site-identity.js';
import type { TemplatesByLanguage } from '../../rendering/templates.js';
import type { Database } from '../../store/database.js';
import { firstListDates } from '../../store/digests/digest-papers.js';
import { readEditions } from '../../store/editions/editions.js';
import { frozenTitles } from '../../store/papers/paper-words.js';
import { createOrderDesk } from '../../tastes/decide-orders.js';
import { createDigestEditions, type EditionParts } from './digest-editions.js';
import { createEditionsByLanguage, type EditionsByLanguage } from './editions-by-language.js';

export interface EditionsPress {
  readonly templates: TemplatesByLanguage;
  readonly site: SiteIdentity;
}

/**
 * Prepares the editions of a digest, which is compiled once for each language that its readers have.
 * @param orders whether the orders of readers' own that are not decided yet are decided for good
 * @throws BroadsheetError TEMPLATE_INVALID
 */
export async function openEditions(
  database: Database,
  { templates, site }: EditionsPress,
  digest: DigestWithPapers,
  orders: 'decided' | 'proposed',
): Promise<EditionsByLanguage> {
  const desk = createOrderDesk(database, digest.id, digest.papers);
  const parts: Omit<EditionParts, 'compiled'> = {
    digest,
    listedOn: await firstListDates(database, digest.id),
    read: (ruleSetIds) => readEditions(database, digest.id, ruleSetIds),
    decide: orders === 'decided' ? desk.decide : desk.propose,
    titles: (paperIds) => frozenTitles(database, paperIds),
  };
  return createEditionsByLanguage(async (language) =>
    createDigestEditions({ ...parts, compiled: await compileDigest(templates[language], site, digest) }),
  );
}
