import { settleMailing } from '../../mailing/steer-mailing.js';
import { nameOfDigest } from '../../model/digest-period.js';
import type { SettleDecision } from '../../model/sending-control.js';
import { listUncertain } from '../../store/deliveries/uncertain.js';
import { openStores, type Stores } from '../../wiring/wiring.js';
import { mailingContext } from '../../wiring/wiring-mailing.js';
import { cliActor } from '../cli-actor.js';
import { type AskedDigest, findAskedDigest } from '../find-asked.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface UncertainOptions extends AskedDigest {
  /** What became of them; without it they are listed. */
  readonly as?: SettleDecision;
  readonly subscriber?: readonly number[];
  /** One JSON object a line. */
  readonly json?: boolean;
}

const PAGE = 500;

/**
 * `broadsheet uncertain`: deliveries of which nobody knows whether they were sent; with `--as` says what became of
 * them, or has them sent again.
 */
export function uncertainCommand(terminal: Terminal, options: UncertainOptions): Promise<number> {
  const { as: decision, subscriber } = options;
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    const digest = await findAskedDigest(stores, options);
    if (decision === undefined) await list(stores, digest.id, terminal, options.json === true);
    else {
      const settlement = { decision, subscriberIds: subscriber ?? null };
      const settled = await settleMailing(mailingContext(stores), cliActor(), digest, settlement);
      terminal.out(`${nameOfDigest(digest)}: ${settled} settled, ${decision}\n`);
    }
    return 0;
  });
}

async function list(
  { database }: Stores,
  digestId: number,
  terminal: Terminal,
  json: boolean,
): Promise<void> {
  let after = 0;
  for (;;) {
    const rows = await listUncertain(database, digestId, { after, limit: PAGE });
    for (const row of rows) {
      const { subscriberId, address, attempts, reason, since } = row;
      const moment = since?.toISOString() ?? '';
      const line = [subscriberId, address, `attempt ${attempts}`, reason ?? '', moment].join('\t');
      terminal.out(`${json ? JSON.stringify(row) : line}\n`);
    }
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.subscriberId ?? after;
  }
}
