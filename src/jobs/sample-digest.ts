import { assembleDigest } from '../digests/assemble-digest.js';
import { dateIn } from '../model/calendar-date.js';
import { sampleSource } from '../sources/sample-source.js';
import type { Database } from '../store/database.js';
import { latestDigestWithPapers, releaseDigest } from '../store/digests/digests.js';
import { savePapers } from '../store/papers/papers.js';

/**
 * Freezes and releases the bundled sample day as the sample digest of today (UTC), unless there is one: a
 * reader may ask for it where no source was ever reached. It is never mailed to a list.
 */
export async function ensureSampleDigest(database: Database, now: Date): Promise<void> {
  if ((await latestDigestWithPapers(database, 'sample')) !== null) return;
  const period = dateIn('UTC', now);
  const { listed } = await sampleSource().fetchList(period, new AbortController().signal);
  await savePapers(database, listed);
  const digest = await assembleDigest(database, {
    kind: 'sample',
    period,
    listDate: period,
    now,
    strategy: 'upvotes',
  });
  await releaseDigest(database, digest.id, now);
}
