import type { SuppressionReason } from '../../model/subscriber.js';
import { listSuppressions } from '../../store/subscribers/suppression-list.js';
import { suppress } from '../../subscribers/suppress.js';
import { openStores } from '../../wiring/wiring.js';
import { cliActor } from '../cli-actor.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface SuppressOptions {
  readonly address: string;
  readonly note?: string;
}

/** `broadsheet suppress`: no mail to an address until an operator lifts that. */
export function suppressCommand(terminal: Terminal, { address, note }: SuppressOptions): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    const subscriber = await suppress(stores, cliActor(), address, note ?? null);
    terminal.out(
      subscriber === null
        ? 'The address gets no mail; no subscriber has it.\n'
        : `The address gets no mail; subscriber ${subscriber} has it.\n`,
    );
    return 0;
  });
}

export interface SuppressionsOptions {
  readonly reason?: SuppressionReason;
  /** One JSON object a line. */
  readonly json?: boolean;
}

const PAGE = 500;

/** `broadsheet suppressions`: which addresses get no mail, and why; only those of subscribers can be named. */
export function suppressionsCommand(
  terminal: Terminal,
  { reason, json = false }: SuppressionsOptions,
): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const { database } = await openStores(app);
    let before: Date | null = null;
    do {
      const listed = await listSuppressions(database, { reason: reason ?? null, before, limit: PAGE });
      for (const { at, note, subscriberId: subscriber, address, ...one } of listed) {
        const fields = [at.toISOString(), one.reason, subscriber ?? '', address ?? '', note ?? ''];
        const line = json
          ? JSON.stringify({ at, reason: one.reason, subscriber, address, note })
          : fields.join('\t').trimEnd();
        terminal.out(`${line}\n`);
      }
      before = listed.length < PAGE ? null : (listed.at(-1)?.at ?? null);
    } while (before !== null && !terminal.isStopping());
    return 0;
  });
}
