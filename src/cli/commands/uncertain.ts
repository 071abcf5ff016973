import { BroadsheetError } from '../../errors.js';
import { nameOfDigest } from '../../model/digest-period.js';
import type { SettleDecision } from '../../model/sending-control.js';
import { gatherDue, openSlices } from '../../store/deliveries/deliveries.js';
import { listUncertain, settleUncertain } from '../../store/deliveries/uncertain.js';
import { openJobQueues, openStores } from '../../wiring/wiring.js';
import { type AskedDigest, findAskedDigest } from '../find-asked.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface UncertainOptions extends AskedDigest {
  /** One JSON object a line. */
  readonly json?: boolean;
}

export interface SettleOptions extends AskedDigest {
  readonly resend?: boolean;
  readonly sent?: boolean;
  readonly failed?: boolean;
  readonly subscriber?: number;
}

const PAGE = 500;

/** `broadsheet uncertain`: deliveries of which nobody knows whether they were sent. */
export function uncertainCommand(terminal: Terminal, options: UncertainOptions): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    const digest = await findAskedDigest(stores, options);
    let after = 0;
    for (;;) {
      const rows = await listUncertain(stores.database, digest.id, { after, limit: PAGE });
      for (const row of rows) {
        const { subscriberId, address, attempts, reason, since } = row;
        const moment = since?.toISOString() ?? '';
        const line = [subscriberId, address, `attempt ${attempts}`, reason ?? '', moment].join('\t');
        terminal.out(`${options.json === true ? JSON.stringify(row) : line}\n`);
      }
      if (rows.length < PAGE) return 0;
      after = rows.at(-1)?.subscriberId ?? after;
    }
  });
}

/**
 * `broadsheet settle`: says what became of uncertain deliveries, or has them sent again.
 * @throws BroadsheetError INPUT_INVALID unless exactly one decision is given
 */
export function settleCommand(terminal: Terminal, options: SettleOptions): Promise<number> {
  const decision = decisionOf(options);
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    const { database, clock } = stores;
    const digest = await findAskedDigest(stores, options);
    const { id } = digest;
    const now = clock();
    const subscriberId = options.subscriber ?? null;
    const settled = await settleUncertain(database, { digestId: id, decision, subscriberId, now });
    if (decision === 'resend' && settled > 0) {
      await gatherDue(database, now);
      const { queues } = await openJobQueues(stores);
      await queues.deliver(await openSlices(database, id));
    }
    terminal.out(`${nameOfDigest(digest)}: ${settled} settled, ${decision}\n`);
    return 0;
  });
}

function decisionOf(options: SettleOptions): SettleDecision {
  const decisions = (['resend', 'sent', 'failed'] as const).filter((name) => options[name] === true);
  const [decision] = decisions;
  if (decision === undefined || decisions.length > 1) {
    throw new BroadsheetError('INPUT_INVALID', 'Give one of --resend, --sent and --failed.');
  }
  return decision;
}
