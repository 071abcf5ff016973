import type { Texts } from '../../i18n/texts.js';
import { glanceWords } from '../../rendering/digest-sentences.js';
import type { PaperView } from './paper-view.js';

/** The papers of a page in the order of reading: a box of sentences on top, ten at more length, the rest in rows. */
export interface DayPapers {
  /** Null for fewer papers than a box is worth. */
  readonly glance: {
    readonly heading: string;
    readonly papers: readonly PaperView[];
    /** How many of them have a sentence. */
    readonly told: number;
    readonly lead: string;
    readonly rows: string | null;
    readonly words: string;
  } | null;
  readonly heading: string;
  /** Before the subscribe form, and behind it. */
  readonly first: readonly PaperView[];
  readonly second: readonly PaperView[];
  readonly secondHeading: string;
  readonly rows: readonly PaperView[];
  readonly rowsHeading: string;
}

/** What kind of list the box on top is about, as `mail-digest.glance-…` names it. */
export type GlanceKind = 'daily' | 'gathered' | 'weekly' | 'monthly' | 'sample';

const LONG = 10;
const BEFORE_CARD = 5;
const TOLD = 5;
const GLANCE_FROM = 6;

export function arrangePapers(texts: Texts, papers: readonly PaperView[], kind: GlanceKind): DayPapers {
  const { t } = texts;
  const long = papers.slice(0, LONG);
  const rows = papers.slice(LONG);
  return {
    glance: papers.length < GLANCE_FROM ? null : glanceOf(texts, long, rows.length, kind),
    heading: t('mail-digest.papers-heading', { count: long.length }),
    first: long.slice(0, BEFORE_CARD),
    second: long.slice(BEFORE_CARD),
    secondHeading: t('day.papers-from-to', { from: BEFORE_CARD + 1, to: long.length }),
    rows,
    rowsHeading: t('mail-digest.rows-heading', { long: long.length, rows: rows.length }),
  };
}

function glanceOf(
  texts: Texts,
  papers: readonly PaperView[],
  rows: number,
  kind: GlanceKind,
): DayPapers['glance'] {
  const { t } = texts;
  const sentences = papers
    .slice(0, TOLD)
    .flatMap(({ position, origin }) => (origin === null ? [] : [{ position, origin }]));
  return {
    heading: t(`mail-digest.glance-${kind}`),
    papers,
    told: TOLD,
    lead: rows === 0 ? '' : t('mail-digest.then', { count: papers.length }),
    rows: rows === 0 ? null : t('mail-digest.then-rows', { count: rows }),
    words: glanceWords(texts, sentences),
  };
}
