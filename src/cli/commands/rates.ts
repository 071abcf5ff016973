import { openAlarms } from '../../store/deliveries/sending-alarms.js';
import { feedbackRates, type RateGrouping } from '../../store/feedback/feedback-rates.js';
import { openStores } from '../../wiring/wiring.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface RatesOptions {
  readonly by: RateGrouping;
  readonly days: number;
  /** One JSON object a line. */
  readonly json?: boolean;
}

const MOST_ROWS = 200;

/** `broadsheet rates`: what was sent and what of it came back, and the alarms that wait for an answer. */
export function ratesCommand(terminal: Terminal, options: RatesOptions): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const { database, clock } = await openStores(app);
    const since = new Date(clock().getTime() - options.days * 86_400_000);
    for (const rate of await feedbackRates(database, options.by, since, MOST_ROWS)) {
      const { name, sent, hard, soft, complaints, ours } = rate;
      const share = `${((100 * complaints) / sent).toFixed(2)} %`;
      const line = `${name}: ${sent} sent, ${hard} hard, ${soft} soft, ${complaints} complaints (${share}), ${ours} about us`;
      terminal.out(`${options.json === true ? JSON.stringify(rate) : line}\n`);
    }
    for (const { level, reason, sent, cameBack } of await openAlarms(database)) {
      terminal.err(`${level}: ${reason}, ${cameBack} of ${sent}. Find out why, then: broadsheet resume\n`);
    }
    return 0;
  });
}
