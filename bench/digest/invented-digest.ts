import { type DigestWithPapers, noRemarks } from '../../src/model/digest.js';
import type { SiteIdentity } from '../../src/rendering/site-identity.js';
import { inventPapers } from './invented-papers.js';

/** Who sends in every benchmark. */
export const site: SiteIdentity = {
  name: 'Broadsheet',
  publicUrl: 'https://papers.example.org',
  from: { name: 'Broadsheet', address: 'papers@example.org' },
  replyTo: null,
  postalAddress: '1 Invented Street, 00000 Nowhere',
  listId: 'daily.example.org',
};

/** The digest of the benchmarks as rendering takes it, without a database. */
export function inventDigest(): DigestWithPapers {
  const frozenAt = new Date('2026-03-23T08:00:00Z');
  return {
    id: 1,
    kind: 'daily',
    period: '2026-03-23',
    listDate: '2026-03-23',
    strategy: 'upvotes',
    frozenAt,
    releasedAt: frozenAt,
    fannedOutAt: null,
    bloomers: [],
    remarks: noRemarks,
    papers: inventPapers(1).map(({ paper, observation }, index) => ({
      paper,
      ...observation,
      position: index + 1,
      score: observation.upvotes,
      breakdown: { upvotes: observation.upvotes },
      curation: null,
      note: null,
    })),
  };
}
