import type { CalendarDate } from '../../src/model/calendar-date.js';
import type { ListedPaper, Paper } from '../../src/model/paper.js';

export interface Sighting {
  readonly id: string;
  readonly date: CalendarDate;
  readonly source?: string;
  readonly upvotes?: number;
  readonly comments?: number;
  readonly observedAt?: Date;
  /** Listed by a source that counts no votes. */
  readonly uncounted?: boolean;
  readonly withdrawn?: boolean | null;
  /** What differs from a paper of which everything is known. */
  readonly paper?: Partial<Paper>;
}

/** An invented paper as a source adapter would answer with it. */
export function listedPaper(sighting: Sighting): ListedPaper {
  const { id, date, source = 'huggingface', upvotes = 10, comments = 1, paper = {} } = sighting;
  const seenAt = sighting.observedAt ?? new Date(`${date}T08:00:00Z`);
  return {
    paper: {
      id,
      title: `Invented paper ${id}`,
      abstract: `What the invented paper ${id} would say.`,
      authors: ['Ada Example', 'Bo "the" Sample, {Jr.}'],
      publishedAt: new Date('2026-03-20T17:59:31.123Z'),
      organization: 'Institute of Examples',
      codeUrl: 'https://example.org/code',
      projectUrl: 'https://example.org/project',
      summary: 'One sentence.',
      keywords: ['one', 'two'],
      categories: [],
      ...paper,
    },
    listing: { source, paperId: id, listDate: date, submittedBy: 'example-user', seenAt },
    observation: sighting.uncounted
      ? null
      : { source, paperId: id, observedAt: seenAt, upvotes, comments, stars: 3 },
    withdrawn: sighting.withdrawn ?? null,
  };
}
