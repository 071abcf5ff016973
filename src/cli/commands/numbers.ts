import { BroadsheetError } from '../../errors.js';
import { countDays } from '../../jobs/count-days.js';
import { addDays, type CalendarDate, dateIn } from '../../model/calendar-date.js';
import type { DailyMeasure } from '../../model/daily-numbers.js';
import type { Database } from '../../store/database.js';
import { type NumbersAsked, readDailyNumbers, readOverview } from '../../store/numbers/read-numbers.js';
import { openStores } from '../../wiring/wiring.js';
import { inColumns } from '../in-columns.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface NumbersOptions {
  /** An overview of all where absent. */
  readonly measure?: DailyMeasure | undefined;
  readonly by?: string;
  /** Default: 14. */
  readonly days?: number;
  /** One JSON object a line. */
  readonly json?: boolean;
}

const DAYS = 14;
/** As many labels as a terminal has room for. */
const LABELS = 8;
const OVERVIEW = ['readers', 'signups', 'joined', 'left', 'mail.sent', 'mail.hard', 'mail.complaints'];

interface Period {
  readonly from: CalendarDate;
  readonly until: CalendarDate;
}

/** `broadsheet numbers`: counts the last days anew, and shows what was counted of each. */
export function numbersCommand(terminal: Terminal, options: NumbersOptions): Promise<number> {
  const { measure, by, days = DAYS } = options;
  if (measure === undefined && by !== undefined)
    throw new BroadsheetError(
      'INPUT_INVALID',
      'Say of which measure: broadsheet numbers mail.sent --by domain',
    );
  return withAppContext(terminal, async (app) => {
    const { database, clock, config } = await openStores(app);
    await countDays({ database, clock, config });
    const until = dateIn(config.digestTimezone, clock());
    const period = { from: addDays(until, 1 - days), until };
    const show = { terminal, json: options.json === true };
    if (measure === undefined) await showOverview(database, period, show);
    else await showMeasure(database, { measure, dimension: by, ...period }, show);
    return 0;
  });
}

interface Show {
  readonly terminal: Terminal;
  readonly json: boolean;
}

async function showOverview(
  database: Database,
  { from, until }: Period,
  { terminal, json }: Show,
): Promise<void> {
  const days = await readOverview(database, from, until);
  if (json) return days.forEach((day) => void terminal.out(`${JSON.stringify(day)}\n`));
  const lines = days.map(({ day, incomplete, sums }) => [
    nameOf(day, incomplete),
    ...OVERVIEW.map((measure) => String(sums[measure] ?? 0)),
  ]);
  tell(terminal, [['day', ...OVERVIEW], ...lines], days);
}

async function showMeasure(
  database: Database,
  asked: Omit<NumbersAsked, 'labels'>,
  { terminal, json }: Show,
): Promise<void> {
  const { days } = await readDailyNumbers(database, { ...asked, labels: LABELS });
  if (json) return days.forEach((day) => void terminal.out(`${JSON.stringify(day)}\n`));
  const labels = [...new Set(days.flatMap(({ values }) => Object.keys(values)))].sort();
  const lines = days.map(({ day, incomplete, values }) => [
    nameOf(day, incomplete),
    ...labels.map((label) => String(values[label] ?? 0)),
  ]);
  tell(terminal, [['day', ...labels], ...lines], days);
}

function nameOf(day: CalendarDate, incomplete: boolean): string {
  return incomplete ? `${day} ~` : day;
}

function tell(
  terminal: Terminal,
  rows: readonly (readonly string[])[],
  days: readonly { readonly incomplete: boolean }[],
): void {
  for (const line of inColumns(rows)) terminal.out(`${line}\n`);
  if (days.some(({ incomplete }) => incomplete))
    terminal.err('~ was counted later, from what was left: who was erased or forgotten is missing.\n');
}
