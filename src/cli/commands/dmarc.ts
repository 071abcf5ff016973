import { summariseDmarc } from '../../store/feedback/dmarc-reports.js';
import { openStores } from '../../wiring/wiring.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface DmarcOptions {
  readonly days: number;
  /** One JSON object a line. */
  readonly json?: boolean;
}

const MOST_ROWS = 500;

/** `broadsheet dmarc`: what receivers report of mail in our name, by domain and sending address. */
export function dmarcCommand(terminal: Terminal, options: DmarcOptions): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const { database, clock } = await openStores(app);
    const since = new Date(clock().getTime() - options.days * 86_400_000);
    const summaries = await summariseDmarc(database, since, MOST_ROWS);
    if (summaries.length === 0 && options.json !== true) terminal.out('No reports on these days.\n');
    for (const summary of summaries) {
      const { domain, sourceIp, messages, passed, dkim, spf, refused, reporters } = summary;
      const line = `${domain} from ${sourceIp}: ${messages} messages, ${passed} passed (DKIM ${dkim}, SPF ${spf}), ${refused} refused, ${reporters} reporters`;
      terminal.out(`${options.json === true ? JSON.stringify(summary) : line}\n`);
    }
    return 0;
  });
}
