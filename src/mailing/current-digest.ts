import type { DigestWithPapers } from '../model/digest.js';
import type { Database } from '../store/database.js';
import { latestDigestWithPapers } from '../store/digests/digests.js';

/** What a reader gets who asks for the current digest: the newest with papers; before the first, the sample. */
export async function currentDigest(database: Database): Promise<DigestWithPapers | null> {
  return (
    (await latestDigestWithPapers(database, 'daily')) ?? (await latestDigestWithPapers(database, 'sample'))
  );
}
