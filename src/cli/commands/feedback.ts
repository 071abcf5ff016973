import { BroadsheetError } from '../../errors.js';
import {
  type AskedFeedback,
  everyFeedback,
  feedbackCsv,
  feedbackFilter,
  feedbackRow,
} from '../../mailing/list-feedback.js';
import { openStores } from '../../wiring/wiring.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface FeedbackOptions extends AskedFeedback {
  /** A file for a spreadsheet. */
  readonly csv?: boolean;
  /** One JSON object a line. */
  readonly json?: boolean;
}

/** `broadsheet feedback`: what came back, the newest first, without addresses. */
export function feedbackCommand(terminal: Terminal, options: FeedbackOptions): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const { database } = await openStores(app);
    const filter = await feedbackFilter(database, options);
    if (filter === null) {
      // Nothing on standard output would say that nothing came back.
      const message = `There is no digest for ${options.digest?.trim()}, so nothing of it came back.`;
      throw new BroadsheetError('DIGEST_NOT_FOUND', message);
    }
    const pages = everyFeedback(database, filter);
    if (options.csv === true) {
      for await (const text of feedbackCsv(pages)) {
        terminal.out(Buffer.from(text));
        if (terminal.isStopping()) return 75;
      }
      return 0;
    }
    for await (const page of pages) {
      for (const row of page.map(feedbackRow)) {
        const line = options.json === true ? JSON.stringify(row) : Object.values(row).map(cellOf).join('\t');
        terminal.out(`${line.trimEnd()}\n`);
      }
      if (terminal.isStopping()) return 75;
    }
    return 0;
  });
}

function cellOf(value: string | number | boolean | null): string {
  if (typeof value === 'boolean') return value ? 'suppressed' : '';
  return value === null ? '' : String(value);
}
