import { type CalendarDate, dateIn } from '../../src/model/calendar-date.js';
import type { Database } from '../../src/store/database.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { inventPapers } from '../digest/invented-papers.js';

/** Puts 40 invented papers on today's list. */
export async function listToday(database: Database): Promise<CalendarDate> {
  const now = new Date();
  const listDate = dateIn('UTC', now);
  const listed = [0, 1].flatMap((series) =>
    inventPapers(series).map(({ paper, observation }) => ({
      paper,
      listing: { source: 'huggingface', paperId: paper.id, listDate, submittedBy: 'example', seenAt: now },
      observation: { ...observation, source: 'huggingface', paperId: paper.id, observedAt: now },
      withdrawn: null,
    })),
  );
  await savePapers(database, listed);
  return listDate;
}
