import { randomUUID } from 'node:crypto';
import {
  type ExampleName,
  type ExampleRows,
  exampleEdition,
  readExample,
} from '../delivery/editions/example-edition.js';
import { readerLinks } from '../delivery/reader-links.js';
import { freezeDigest } from '../digests/assemble-digest.js';
import { type DigestRules, digestRequest } from '../digests/digest-request.js';
import { BroadsheetError } from '../errors.js';
import { domainOf } from '../model/address.js';
import type { DigestWithPapers } from '../model/digest.js';
import { type DigestName, digestName } from '../model/digest-period.js';
import { composeDigest } from '../rendering/compose-digest.js';
import { type ComposedMessage, messageBytes } from '../rendering/message-parts.js';
import type { SiteIdentity } from '../rendering/site-identity.js';
import type { TemplatesByLanguage } from '../rendering/templates.js';
import { type Database, inRolledBackTransaction, type Queryable } from '../store/database.js';
import { findDigest } from '../store/digests/digests.js';
import { lockDigestKind } from '../store/digests/freeze-digest.js';

export interface ExampleContext {
  readonly database: Database;
  readonly clock: () => Date;
  readonly rules: DigestRules;
  readonly templates: TemplatesByLanguage;
  readonly site: SiteIdentity;
  /** The current one first. */
  readonly secretKeys: readonly string[];
}

export interface ExampleAsked extends ExampleName {
  readonly digest: DigestName;
  /** Whom it is made out to. */
  readonly address: string;
  /** Whether its subject says that it is a test. */
  readonly isTest: boolean;
}

/** No subscriber has this id, so the links of an example do nothing to anybody. */
const NOBODY = { subscriberId: 0, addressVersion: 0 };

/**
 * A message of a digest as a reader would get it, made by the code that makes theirs: of a frozen digest as it is, of one
 * that is not as it would be if it froze now. Nothing of it is kept, and it belongs to no reader.
 * @throws BroadsheetError DIGEST_NOT_FOUND where it holds no papers, or none for these rules; DIGEST_NOT_READY; TEMPLATE_INVALID
 */
export async function exampleMessage(
  context: ExampleContext,
  { digest: name, language, ruleSetId, address, isTest }: ExampleAsked,
): Promise<ComposedMessage> {
  const { site, templates, secretKeys, clock } = context;
  const rows = await readRows(context, name, ruleSetId);
  const written = digestName(name.kind, name.period);
  if (rows.digest.papers.length === 0)
    throw new BroadsheetError('DIGEST_NOT_FOUND', `The digest of ${written} holds no papers so far.`);
  if (ruleSetId !== null && rows.stored.every(({ positions }) => positions.length === 0))
    throw new BroadsheetError('DIGEST_NOT_FOUND', `Nothing of ${written} is for these rules.`);
  const mark = isTest ? templates[language].texts.t('mail-digest.test-mark') : '';
  const edition = await exampleEdition(context, rows, { language, ruleSetId }, mark);
  const date = clock();
  return composeDigest(edition, {
    address,
    // Programs show one of several messages with the same name, and a test is sent again and again.
    messageId: `<${randomUUID()}@${domainOf(site.from.address)}>`,
    date,
    ...readerLinks(site.publicUrl, secretKeys, { ...NOBODY, digestId: rows.digest.id, issuedAt: date }),
  });
}

async function readRows(
  { database, rules, clock }: ExampleContext,
  name: DigestName,
  ruleSetId: number | null,
): Promise<ExampleRows> {
  return inRolledBackTransaction(database, async (client) => {
    const frozen = await findDigest(client, name.kind, name.period);
    return readExample(client, frozen ?? (await freezeNow(client, name, rules, clock)), ruleSetId);
  });
}

/** One that is frozen in earnest meanwhile holds the same papers: each would wait for the other. */
async function freezeNow(
  client: Queryable,
  name: DigestName,
  rules: DigestRules,
  clock: () => Date,
): Promise<DigestWithPapers> {
  await lockDigestKind(client, name.kind);
  const frozen = await findDigest(client, name.kind, name.period);
  return frozen ?? freezeDigest(client, digestRequest(name, rules, clock()));
}

/** Whom an example is made out to that nobody gets. */
const EXAMPLE_ADDRESS = 'reader@example.org';

/** The same in its bytes, for somebody to look at. @throws as {@link exampleMessage} */
export async function exampleBytes(
  context: ExampleContext,
  asked: Omit<ExampleAsked, 'address' | 'isTest'>,
): Promise<Buffer> {
  return messageBytes(await exampleMessage(context, { ...asked, address: EXAMPLE_ADDRESS, isTest: false }));
}
