import type { CalendarDate } from '../../model/calendar-date.js';
import type { DigestWithPapers } from '../../model/digest.js';
import type { Language } from '../../model/language.js';
import { compileDigest } from '../../rendering/compile-digest.js';
import type { Edition } from '../../rendering/edition.js';
import type { Queryable } from '../../store/database.js';
import { firstListDates } from '../../store/digests/digest-papers.js';
import { matchRuleSets, readEditions, type StoredEdition } from '../../store/editions/editions.js';
import { createDigestEditions } from './digest-editions.js';
import type { EditionsRenderer } from './open-editions.js';

/** Which edition is shown as an example: nobody's own. */
export interface ExampleName {
  readonly language: Language;
  /** Null: of everything. */
  readonly ruleSetId: number | null;
}

/** What is read of a digest for an example of it. */
export interface ExampleRows {
  readonly digest: DigestWithPapers;
  readonly listedOn: ReadonlyMap<number, CalendarDate>;
  readonly stored: readonly StoredEdition[];
}

/** Reads all that an example needs, also of a digest that exists in one transaction only. */
export async function readExample(
  client: Queryable,
  digest: DigestWithPapers,
  ruleSetId: number | null,
): Promise<ExampleRows> {
  if (ruleSetId !== null) await matchRuleSets(client, [digest.id], [ruleSetId]);
  return {
    digest,
    listedOn: await firstListDates(client, digest.id),
    stored: ruleSetId === null ? [] : await readEditions(client, digest.id, [ruleSetId]),
  };
}

/**
 * The edition that a reader with such rules gets who had nothing of it before.
 * @param mark what stands before its subject
 * @throws BroadsheetError TEMPLATE_INVALID
 */
export async function exampleEdition(
  { templates, site }: EditionsRenderer,
  { digest, listedOn, stored }: ExampleRows,
  { language, ruleSetId }: ExampleName,
  mark: string,
): Promise<Edition> {
  const editions = createDigestEditions({
    digest,
    listedOn,
    read: async () => stored,
    orders: { of: async () => new Map() },
    titles: async () => new Map(),
    compile: (asked) => compileDigest(templates[asked], site, digest, mark),
  });
  const nobody = { subscriberId: 0, leftOut: null, readerDate: null, order: null };
  const [chosen] = await editions.choose([{ ...nobody, language, ruleSetId }]);
  if (chosen === undefined) throw new Error('an example is one edition');
  return editions.edition(chosen);
}
