import { addDays, type CalendarDate } from '../model/calendar-date.js';
import { type ListedPaper, SAMPLE_SOURCE } from '../model/paper.js';
import { type SamplePaper, samplePapers } from './sample-day.js';
import type { Source } from './source.js';

/** Lists the bundled, invented papers on whatever day is asked for; it needs no network and never fails. */
export function sampleSource(): Source {
  return {
    name: SAMPLE_SOURCE,
    fetchList: async (date) => ({
      listed: samplePapers.map((sample) => listedSample(sample, date)),
      skipped: [],
    }),
  };
}

// The moments follow from the date, so that asking twice gives the same.
function listedSample(sample: SamplePaper, date: CalendarDate): ListedPaper {
  const { paper, daysOld, upvotes, comments, stars } = sample;
  const seenAt = new Date(`${date}T12:00:00Z`);
  return {
    paper: { ...paper, publishedAt: new Date(`${addDays(date, -daysOld)}T09:00:00Z`) },
    listing: { source: SAMPLE_SOURCE, paperId: paper.id, listDate: date, submittedBy: 'sample', seenAt },
    observation: {
      source: SAMPLE_SOURCE,
      paperId: paper.id,
      observedAt: seenAt,
      upvotes,
      comments,
      stars,
    },
    withdrawn: null,
  };
}
