import { BroadsheetError } from '../errors.js';
import type { DigestWithPapers } from '../model/digest.js';
import { namedDays, namedDigest } from '../model/digest-period.js';
import type { Database } from '../store/database.js';
import { findDigest, isPublic, latestDigestWithPapers } from '../store/digests/digests.js';
import { findGatheredDigest } from '../store/digests/gathered-digests.js';

/**
 * The digest that a name stands for: of a day, a week, a month, or of days that it gathers. The sample day goes by the
 * name of its day, while that day has no digest of its own; who was sent it follows its link by that name.
 * @returns null where there is none, or the text names none
 */
export async function findDigestByName(database: Database, name: string): Promise<DigestWithPapers | null> {
  const days = namedDays(name);
  if (days !== null) return findGatheredDigest(database, days);
  const named = namedDigest(name);
  if (named === null) return null;
  const { kind, period } = named;
  const digest = await findDigest(database, kind, period);
  return digest ?? (kind === 'daily' ? findDigest(database, 'sample', period) : null);
}

/** The same for readers and visitors: what is frozen and not released is nobody's yet. */
export async function findPublicDigest(database: Database, name: string): Promise<DigestWithPapers | null> {
  const digest = await findDigestByName(database, name);
  return digest !== null && isPublic(digest) ? digest : null;
}

/** {@link findPublicDigest} for who cannot go on without it. @throws BroadsheetError DATE_INVALID, DIGEST_NOT_FOUND */
export function publicDigestByName(database: Database, name: string): Promise<DigestWithPapers> {
  return foundByName(name, () => findPublicDigest(database, name));
}

/** {@link findDigestByName} for operators, also of what is not released. @throws as {@link publicDigestByName} */
export function digestByName(database: Database, name: string): Promise<DigestWithPapers> {
  return foundByName(name, () => findDigestByName(database, name));
}

/** @throws BroadsheetError DATE_INVALID */
export function refuseNoName(name: string): void {
  if (namedDays(name) !== null || namedDigest(name) !== null) return;
  const message =
    'Days are written as YYYY-MM-DD, weeks as YYYY-Www, months as YYYY-MM, gathered days as 2026-03-20--2026-03-23.';
  throw new BroadsheetError('DATE_INVALID', message);
}

async function foundByName(
  name: string,
  find: () => Promise<DigestWithPapers | null>,
): Promise<DigestWithPapers> {
  refuseNoName(name);
  const digest = await find();
  if (digest === null) throw new BroadsheetError('DIGEST_NOT_FOUND', `There is no digest for ${name}.`);
  return digest;
}

/** What a reader gets who asks for the current digest: the newest with papers; before the first, the sample. */
export async function currentDigest(database: Database): Promise<DigestWithPapers | null> {
  return (
    (await latestDigestWithPapers(database, 'daily')) ?? (await latestDigestWithPapers(database, 'sample'))
  );
}
