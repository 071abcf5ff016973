import type { Texts } from '../src/i18n/texts.js';
import { type DigestWithPapers, noRemarks } from '../src/model/digest.js';
import type { Reason } from '../src/model/reason.js';
import type { EditionTerms } from '../src/rendering/edition.js';
import { likeLine, reasonLine } from '../src/rendering/reason-line.js';
import { bloomer, digestOf, longAbstract, ordinary, paperWith } from './invented.js';

/** A digest as one set of preferences sees it. */
export interface DigestSample {
  readonly digest: DigestWithPapers;
  readonly terms?: EditionTerms;
}

const listed = { listedOn: '2026-03-23', lastList: '2026-03-24' };

const ARABIC = 'تعلم الآلة من أمثلة مخترعة';
const HEBREW = 'למידה מדוגמאות: a title in two directions';

/** What a digest's mail is shown with: invented papers, ordinary and extreme. */
export const digestSamples: Readonly<Record<string, (texts: Texts) => DigestSample>> = {
  'a usual day': () => ({ digest: digestOf(ordinary(12)) }),
  'a week': () => ({ digest: digestOf(ordinary(20), { kind: 'weekly', period: '2026-03-23' }) }),
  'a month': () => ({ digest: digestOf(ordinary(30), { kind: 'monthly', period: '2026-03-01' }) }),
  'the sample day': () => ({ digest: digestOf(ordinary(9), { kind: 'sample' }) }),
  'one paper': () => ({ digest: digestOf(ordinary(1)) }),
  'no paper': () => ({ digest: digestOf([]) }),
  'thirty papers': () => ({ digest: digestOf(ordinary(30, { abstract: longAbstract(1900) })) }),
  'thirty papers in full': () => ({
    digest: digestOf(ordinary(30, { abstract: longAbstract(1900) })),
    terms: { abstracts: 'full' },
  }),
  'three hundred papers': () => ({ digest: digestOf(ordinary(300)) }),
  'titles only': () => ({ digest: digestOf(ordinary(12)), terms: { abstracts: 'titles' } }),
  'why a paper is there': (texts) => ({
    digest: digestOf(ordinary(12)),
    terms: { reasonLines: reasonLinesOf(texts, 12) },
  }),
  'papers that took off': () => ({ digest: digestOf(ordinary(3), { bloomers }) }),
  'editor’s notes': () => ({ digest: digestOf(ordinary(3), {}, ['Worth an hour.', longAbstract(280)]) }),
  remarks: () => ({
    digest: digestOf(ordinary(3), {
      remarks: {
        ...noRemarks,
        lateSources: ['huggingface', 'file:ours'],
        sources: 3,
        withdrawn: [
          { id: '2603.09999', title: 'An invented paper that was taken back' },
          { id: '2603.09998', title: ARABIC },
        ],
      },
    }),
  }),
  '573 authors': () => ({
    digest: digestOf([
      paperWith({ authors: Array.from({ length: 573 }, (_, index) => `Author ${index + 1}`) }),
    ]),
  }),
  'a title of 167 characters': () => ({
    digest: digestOf([paperWith({ title: longTitle }), paperWith({ title: longTitle, id: '2603.00002' })]),
  }),
  'words without an end': () => ({
    digest: digestOf([
      paperWith({ title: 'Unbrechbarerundohneendefortgesetzter'.repeat(4), abstract: 'endless'.repeat(80) }),
    ]),
  }),
  'right to left': (texts) => ({
    digest: digestOf(
      [
        paperWith({ title: ARABIC, abstract: `${ARABIC}. `.repeat(12), authors: ['أحمد مثال', 'שרה דוגמה'] }),
        paperWith({ title: HEBREW, authors: ['שרה דוגמה'], id: '2603.00002' }),
        paperWith({ title: 'Left to right, between the two', id: '2603.00003' }),
      ],
      { bloomers: [bloomer({ title: HEBREW, id: '2602.00001' }, null)] },
      [ARABIC],
    ),
    terms: {
      reasonLines: new Map([
        [0, [reasonLine(texts, followsOf('أحمد مثال'), 400, listed)]],
        [
          1,
          [
            reasonLine(texts, followsOf('שרה דוגמה'), 0, null),
            likeLine(texts, { title: ARABIC, saved: true }),
          ],
        ],
      ]),
    },
  }),
  'nothing known but the title': () => ({
    digest: digestOf([
      paperWith({ abstract: '', authors: [], codeUrl: null, publishedAt: null }),
      paperWith({ title: '', abstract: '', authors: [], codeUrl: null, publishedAt: null, id: '' }),
    ]),
  }),
};

const longTitle =
  'An Invented Framework of Considerable Ambition: Towards the Simultaneous Sorting, Watering, Folding and Labelling of Left-Handed Umbrellas at the Scale of a Small Town';

const bloomers = [
  bloomer({ id: '2602.00001', title: 'An invented paper that took its time' }, 12),
  bloomer({ id: '2602.00002', title: longTitle }, null),
];

const followsOf = (terms: string): Reason => ({ kind: 'follows', terms });

function reasonLinesOf(texts: Texts, count: number): Map<number, readonly string[]> {
  const reasons = ['diffusion', 'A. Sample, left-handed umbrellas', 'cs.LG'];
  const like = likeLine(texts, { title: longTitle, saved: false });
  return new Map(
    Array.from({ length: count }, (_, index) => [
      index,
      [
        reasonLine(texts, followsOf(reasons[index % reasons.length] ?? ''), 400 - 3 * index, listed),
        ...(index % 4 === 0 ? [like] : []),
      ],
    ]),
  );
}
