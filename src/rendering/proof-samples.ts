import { type DigestPaper, type DigestWithPapers, type LateBloomer, noRemarks } from '../model/digest.js';
import type { Paper } from '../model/paper.js';

const moment = new Date('2026-03-24T08:00:00Z');

/** Stands in every title that there is; letters that no encoding changes. */
export const PROVEN_TITLE = 'Invented-title';

const known: Paper = {
  id: '2603.00001',
  title: `${PROVEN_TITLE} with $x^2$`,
  abstract: 'An invented abstract. It describes no method and reports no result.',
  authors: ['A. Sample', 'B. Specimen'],
  publishedAt: moment,
  organization: 'An invented institute',
  codeUrl: 'https://example.org/code',
  projectUrl: 'https://example.org/',
  summary: 'An invented summary.',
  keywords: ['inventions'],
  categories: ['cs.LG'],
};

function entry(changes: Partial<Paper> = {}, more: Partial<DigestPaper> = {}): DigestPaper {
  return {
    paper: { ...known, ...changes },
    ...{ upvotes: 3, comments: 1, stars: 2, position: 1, score: 1, breakdown: { upvotes: 1 } },
    ...{ curation: null, note: null },
    ...more,
  };
}

function digestOf(papers: readonly DigestPaper[], changes: Partial<DigestWithPapers> = {}): DigestWithPapers {
  return {
    ...{ id: 0, kind: 'daily', period: '2026-03-24', listDate: '2026-03-24', strategy: 'trending' },
    ...{ frozenAt: moment, releasedAt: null, fannedOutAt: null, bloomers: [], remarks: noRemarks },
    papers,
    ...changes,
  };
}

function bloomer(id: string, before: number | null): LateBloomer {
  const observed = { paper: { ...known, id }, upvotes: 97, comments: 2, stars: null };
  return { ...observed, before, since: '2026-03-03', upvotesBefore: 4 };
}

/** Told of a paper that a source does not tell. */
const nothing = {
  ...{ abstract: '', authors: [], publishedAt: null, organization: null, codeUrl: null, projectUrl: null },
  ...{ summary: null, keywords: [], categories: [] },
};

/** What a template may meet, each by itself, so that a fault is told with where it shows. */
export const digestProofs: Readonly<Record<string, DigestWithPapers>> = {
  'a digest of one paper': digestOf([entry()]),
  'a paper with a picture and a note': digestOf([
    entry(
      {},
      { picture: `${'0'.repeat(64)}.webp`, curation: 'pin', note: 'A word on it.', summaryBy: 'huggingface' },
    ),
  ]),
  'a paper without a summary': digestOf([entry({ summary: null })]),
  'a paper of which the title alone is known': digestOf([
    entry({ ...nothing, title: PROVEN_TITLE }, { upvotes: 0, comments: 0, stars: null }),
  ]),
  'a paper without a title': digestOf([entry({ ...nothing, title: '' })]),
  'a paper from a file, without a page of its own': digestOf([
    entry({ id: 'ours-1' }, { listedBy: ['file:ours'] }),
  ]),
  'a paper from right to left': digestOf([
    entry({ title: `تعلم ${PROVEN_TITLE}`, abstract: 'تعلم الآلة من أمثلة مخترعة.', authors: ['أحمد مثال'] }),
  ]),
  'papers that took off': digestOf([entry()], {
    bloomers: [bloomer('2602.00001', 3), bloomer('ours-2', null)],
  }),
  'a day with remarks': digestOf([entry()], {
    remarks: {
      ...{ lateSources: ['huggingface', 'file:ours'], sources: 3 },
      withdrawn: [{ id: '2603.00009', title: 'An invented paper that was taken back' }],
    },
  }),
  'a day with an intro': digestOf([entry()], {
    intro: { en: `${PROVEN_TITLE} on top.\nhttps://example.org/of-it\n\nAnd another paragraph.` },
  }),
  'several papers': digestOf(
    Array.from({ length: 12 }, (_, index) => entry({ id: `2603.0001${index}` }, { position: index + 1 })),
  ),
  'a day without papers': digestOf([]),
  'a week': digestOf([entry()], { kind: 'weekly', period: '2026-03-23' }),
  'a month': digestOf([entry()], { kind: 'monthly', period: '2026-03-01' }),
  'gathered days': digestOf([entry()], { kind: 'gathered', period: '2026-03-20', lastDay: '2026-03-23' }),
  'the sample day': digestOf([entry({ id: 'sample-01' })], { kind: 'sample' }),
};
