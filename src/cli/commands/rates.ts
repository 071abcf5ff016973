import { DAY_MS } from '../../durations.js';
import type { Database } from '../../store/database.js';
import { openAlarms } from '../../store/deliveries/sending-alarms.js';
import { summariseDmarc } from '../../store/feedback/dmarc-reports.js';
import { feedbackRates, type RateGrouping } from '../../store/feedback/feedback-rates.js';
import { listWatches } from '../../store/feedback/watches.js';
import { readSignupFigures } from '../../store/subscribers/signup-counts.js';
import { openStores } from '../../wiring/wiring.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface RatesOptions {
  readonly by: RateGrouping;
  /** What receivers report in its place. */
  readonly dmarc?: boolean;
  /** Who is on watch in its place. */
  readonly watch?: boolean;
  /** Default: a week, of reports a month. */
  readonly days?: number;
  /** One JSON object a line. */
  readonly json?: boolean;
}

const MOST_ROWS = 200;
const MOST_REPORTED = 500;
const DAYS = 7;
const DAYS_OF_REPORTS = 30;

/**
 * `broadsheet rates`: what was sent and what of it came back, and the alarms that wait for an answer; with `--dmarc`
 * what receivers report of mail in our name, by domain and sending address.
 */
export function ratesCommand(terminal: Terminal, options: RatesOptions): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const { database, clock } = await openStores(app);
    const { dmarc = false, days = dmarc ? DAYS_OF_REPORTS : DAYS } = options;
    const since = new Date(clock().getTime() - days * DAY_MS);
    const show = options.watch === true ? showWatches : dmarc ? showReports : showRates;
    await show(database, since, terminal, options);
    return 0;
  });
}

async function showRates(
  database: Database,
  since: Date,
  terminal: Terminal,
  options: RatesOptions,
): Promise<void> {
  for (const rate of await feedbackRates(database, options.by, since, MOST_ROWS)) {
    const { name, sent, hard, soft, complaints, ours } = rate;
    const share = `${((100 * complaints) / sent).toFixed(2)} %`;
    const line = `${name}: ${sent} sent, ${hard} hard, ${soft} soft, ${complaints} complaints (${share}), ${ours} about us`;
    terminal.out(`${options.json === true ? JSON.stringify(rate) : line}\n`);
  }
  const { confirmations, proven, waiting, oldestWaiting } = await readSignupFigures(database, new Date());
  if (waiting > 0 && options.json !== true) {
    const since = oldestWaiting === null ? '' : `, the oldest since ${oldestWaiting.toISOString()}`;
    terminal.err(
      `Sign-ups: ${waiting} wait for room${since}; ${confirmations} confirmations in the last hour, ${proven} of them after work.\n`,
    );
  }
  for (const { level, reason, sent, cameBack } of await openAlarms(database)) {
    terminal.err(`${level}: ${reason}, ${cameBack} of ${sent}. Find out why, then: broadsheet resume\n`);
  }
}

async function showWatches(
  database: Database,
  _since: Date,
  terminal: Terminal,
  { json }: RatesOptions,
): Promise<void> {
  const watches = await listWatches(database, MOST_REPORTED);
  if (watches.length === 0 && json !== true) terminal.out('Nobody is on watch.\n');
  for (const watch of watches) {
    const { subscriberId, at, reason, words } = watch;
    const line = `subscriber ${subscriberId}\t${at.toISOString()}\t${reason}\t${words}`;
    terminal.out(`${json === true ? JSON.stringify(watch) : line}\n`);
  }
}

async function showReports(
  database: Database,
  since: Date,
  terminal: Terminal,
  options: RatesOptions,
): Promise<void> {
  const summaries = await summariseDmarc(database, since, MOST_REPORTED);
  if (summaries.length === 0 && options.json !== true) terminal.out('No reports on these days.\n');
  for (const summary of summaries) {
    const { domain, sourceIp, messages, passed, dkim, spf, refused, reporters } = summary;
    const line = `${domain} from ${sourceIp}: ${messages} messages, ${passed} passed (DKIM ${dkim}, SPF ${spf}), ${refused} refused, ${reporters} reporters`;
    terminal.out(`${options.json === true ? JSON.stringify(summary) : line}\n`);
  }
}
