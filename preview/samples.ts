import { type DigestPaper, type DigestWithPapers, noRemarks } from '../src/model/digest.js';
import type { Paper } from '../src/model/paper.js';
import { samplePapers } from '../src/sources/sample-day.js';

/** What a mail is shown with: invented papers, ordinary and extreme. */
export const sampleDigests: Readonly<Record<string, () => DigestWithPapers>> = {
  'a usual day': () => digestOf(ordinary(12)),
  'one paper': () => digestOf(ordinary(1)),
  'no paper': () => digestOf([]),
  'thirty papers': () => digestOf(ordinary(30)),
  '573 authors': () =>
    digestOf([paperWith({ authors: Array.from({ length: 573 }, (_, index) => `Author ${index + 1}`) })]),
  'a title of 167 characters': () =>
    digestOf([paperWith({ title: 'A title that goes on '.repeat(8).slice(0, 167) })]),
  'names and titles from right to left': () =>
    digestOf([
      paperWith({ title: 'تعلم الآلة من أمثلة مخترعة', authors: ['أحمد مثال', 'שרה דוגמה'] }),
      paperWith({ title: 'למידה מדוגמאות: a title in two directions', authors: ['שרה דוגמה'] }),
    ]),
  'nothing known but the title': () =>
    digestOf([paperWith({ abstract: '', authors: [], codeUrl: null, publishedAt: null })]),
};

function ordinary(count: number): Paper[] {
  return Array.from({ length: count }, (_, index) => {
    const sample = samplePapers[index % samplePapers.length]?.paper;
    return paperWith({ ...sample, id: `2603.${String(index + 1).padStart(5, '0')}` });
  });
}

function paperWith(changes: Partial<Paper>): Paper {
  return {
    id: '2603.00001',
    title: 'An invented title of ordinary length',
    abstract: 'This abstract is invented. It describes no method and reports no result. '.repeat(8).trim(),
    authors: ['A. Sample', 'B. Specimen'],
    publishedAt: new Date('2026-03-23T09:00:00Z'),
    organization: null,
    codeUrl: 'https://example.org/code',
    projectUrl: null,
    summary: null,
    keywords: [],
    categories: [],
    ...changes,
  };
}

function digestOf(papers: readonly Paper[]): DigestWithPapers {
  const frozenAt = new Date('2026-03-24T08:00:00Z');
  const entries = papers.map((paper, index): DigestPaper => {
    const upvotes = 400 - 7 * index;
    return {
      paper,
      upvotes,
      comments: index % 4,
      stars: paper.codeUrl === null ? null : 980,
      position: index + 1,
      score: upvotes,
      breakdown: { upvotes },
      curation: null,
      note: null,
    };
  });
  return {
    id: 1,
    kind: 'daily',
    period: '2026-03-24',
    listDate: '2026-03-24',
    strategy: 'upvotes',
    frozenAt,
    releasedAt: frozenAt,
    fannedOutAt: null,
    papers: entries,
    bloomers: [],
    remarks: noRemarks,
  };
}
