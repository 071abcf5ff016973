/**
 * A paper stands in the blocks of a compiled digest in these forms: on top at a glance, with a sentence or by its title;
 * in front of the others, with its summary or its whole abstract; the same in ordinary size; and in a row, with a
 * sentence or without.
 */
export const paperForms = [
  'glance',
  'glance-title',
  'lead',
  'lead-full',
  'long',
  'full',
  'row',
  'row-short',
] as const;
export type PaperForm = (typeof paperForms)[number];

/**
 * What stands before papers and between them. The lines on top end in three ways: with what follows and whose words they are, with the
 * latter alone, and with neither.
 */
const frameForms = [
  'intro',
  'glance-begin',
  'glance-end',
  'glance-end-words',
  'glance-end-bare',
  'papers',
  'rows-begin',
  'rows-end',
  'all-on-web',
  'see-all',
  'bloomers',
  'pictures',
] as const;
export type FrameForm = (typeof frameForms)[number];
export type DigestBlockForm = PaperForm | FrameForm;

export interface BlockPlace {
  readonly form: DigestBlockForm;
  /** Index of the paper in the digest, for the forms of a paper. */
  readonly paper: number | null;
}

/** Every block of a digest of so many papers, in the order of their indexes. */
export function blockPlaces(papers: number): BlockPlace[] {
  return [
    ...paperForms.flatMap((form) => Array.from({ length: papers }, (_, paper) => ({ form, paper }))),
    ...frameForms.map((form) => ({ form, paper: null })),
  ];
}

/** Index of a paper's block. */
export function paperBlock(papers: number, form: PaperForm, paper: number): number {
  return paperForms.indexOf(form) * papers + paper;
}

/** Index of a block that stands between papers. */
export function frameBlock(papers: number, form: FrameForm): number {
  return paperForms.length * papers + frameForms.indexOf(form);
}

/** Whether a form says why a paper is there: at a glance there is no room for it. */
export function saysWhy(form: DigestBlockForm): boolean {
  return paperForms.includes(form as PaperForm) && form !== 'glance' && form !== 'glance-title';
}
