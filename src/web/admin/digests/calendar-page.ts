import { addDays, dateIn, isCalendarDate } from '../../../model/calendar-date.js';
import { lastDayOf, periodOf } from '../../../model/digest-period.js';
import { calendarDigests, heldBeforeFreezing } from '../../../store/digests/calendar.js';
import { listCurations } from '../../../store/digests/curations.js';
import { mailsByDigest } from '../../../store/numbers/mails-by-digest.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { queryOf } from '../fields.js';
import { sendAdmin } from '../send-admin.js';
import { calendarView } from './calendar-view.js';

/** More pins than anybody has at once. */
const MOST_PINS = 500;
/** The week that a month begins in began so many days before, at most; what comes in the next days is shown beside it. */
const AROUND_DAYS = 8;

/** `/admin/digests`: a month of days with its weeks, and what comes next. */
export function calendarPage({ page }: AdminRoutes, context: AdminContext): void {
  const { database, config, clock } = context;
  page({ method: 'GET', url: '/digests', need: 'digests:read' }, async (turn) => {
    const now = clock();
    const today = dateIn(config.digestTimezone, now);
    const asked = `${queryOf(turn.request, 'month')}-01`;
    const month = isCalendarDate(asked) ? asked : periodOf('monthly', today);
    const shown = { from: addDays(month, -AROUND_DAYS), until: lastDayOf('monthly', month) };
    const [inMonth, coming, held, curations, mails] = await Promise.all([
      calendarDigests(database, shown),
      calendarDigests(database, { from: addDays(today, -31), until: addDays(today, AROUND_DAYS) }),
      heldBeforeFreezing(database),
      listCurations(database, { all: false, limit: MOST_PINS }),
      mailsByDigest(database, shown),
    ]);
    return sendAdmin(turn, context, 'admin/digests', (texts) =>
      calendarView(texts, { month, today, now, config, inMonth, coming, held, curations, mails }),
    );
  });
}
