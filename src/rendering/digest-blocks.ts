/**
 * A paper stands in the blocks of a compiled digest in four forms: in front with its whole abstract, with its
 * whole abstract, with the beginning of it, and by its title only. After them come blocks that stand for
 * themselves.
 */
export type PaperForm = 'lead' | 'full' | 'brief' | 'title';
export type DigestBlockForm = PaperForm | 'also' | 'more' | 'bloomers';

const PAPER_FORMS: readonly PaperForm[] = ['lead', 'full', 'brief', 'title'];

export interface BlockPlace {
  readonly form: DigestBlockForm;
  /** Index of the paper in the digest, for the forms of a paper. */
  readonly paper: number | null;
}

/** Every block of a digest of so many papers, in the order of their indexes. */
export function blockPlaces(papers: number): BlockPlace[] {
  return [
    ...PAPER_FORMS.flatMap((form) => Array.from({ length: papers }, (_, paper) => ({ form, paper }))),
    { form: 'also', paper: null },
    { form: 'more', paper: null },
    { form: 'bloomers', paper: null },
  ];
}

/** Index of a paper's block. */
export function paperBlock(papers: number, form: PaperForm, paper: number): number {
  return PAPER_FORMS.indexOf(form) * papers + paper;
}

/** Index of the heading over the titles. */
export function alsoBlock(papers: number): number {
  return PAPER_FORMS.length * papers;
}

/** Index of the link to the whole digest. */
export function moreBlock(papers: number): number {
  return PAPER_FORMS.length * papers + 1;
}

/** Index of the papers that took off since their day. */
export function bloomersBlock(papers: number): number {
  return PAPER_FORMS.length * papers + 2;
}
