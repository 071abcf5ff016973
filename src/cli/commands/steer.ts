import { BroadsheetError } from '../../errors.js';
import type { DigestWithPapers } from '../../model/digest.js';
import { nameOfDigest } from '../../model/digest-period.js';
import { openSlices } from '../../store/deliveries/deliveries.js';
import { answerAlarms } from '../../store/deliveries/sending-alarms.js';
import {
  cancelDigest,
  findSendingControl,
  pauseDigest,
  resumeDigest,
  skipCancelled,
} from '../../store/deliveries/sending-control.js';
import { openJobQueues, openStores, type Stores } from '../../wiring/wiring.js';
import { type AskedDigest, findAskedDigest } from '../find-asked.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface PauseOptions extends AskedDigest {
  readonly reason?: string;
}

export interface CancelOptions extends AskedDigest {
  readonly yes?: boolean;
}

/** `broadsheet pause`: every worker stops within a second, after the messages on the wire. */
export function pauseCommand(terminal: Terminal, options: PauseOptions): Promise<number> {
  return steer(terminal, options, async (stores, { id }) => {
    const pause = { by: 'operator', reason: options.reason ?? null, now: stores.clock() } as const;
    return (await pauseDigest(stores.database, id, pause)) ? 'paused' : 'was paused already';
  });
}

/** `broadsheet resume`: wakes the workers for what is left. */
export function resumeCommand(terminal: Terminal, options: AskedDigest): Promise<number> {
  return steer(terminal, options, async (stores, { id }) => {
    await answerAlarms(stores.database, stores.clock());
    if (!(await resumeDigest(stores.database, id))) return 'was not paused';
    const { queues } = await openJobQueues(stores);
    await queues.deliver(await openSlices(stores.database, id));
    return 'goes on';
  });
}

/**
 * `broadsheet cancel`: for good, so it wants `--yes`.
 * @throws BroadsheetError INPUT_INVALID without it
 */
export function cancelCommand(terminal: Terminal, options: CancelOptions): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    const digest = await findAskedDigest(stores, options);
    if (options.yes !== true) {
      const message = `This ends the mailing of ${nameOfDigest(digest)} for good: who has not got it will not get it. Say so with --yes.`;
      throw new BroadsheetError('INPUT_INVALID', message);
    }
    await cancelDigest(stores.database, digest.id, stores.clock());
    const skipped = await skipCancelled(stores.database, digest.id, stores.clock());
    terminal.out(`${nameOfDigest(digest)}: cancelled, ${skipped} skipped\n`);
    return 0;
  });
}

function steer(
  terminal: Terminal,
  options: AskedDigest,
  act: (stores: Stores, digest: DigestWithPapers) => Promise<string>,
): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    const digest = await findAskedDigest(stores, options);
    const control = await findSendingControl(stores.database, digest.id);
    if (control !== null && control.cancelledAt !== null) {
      throw new BroadsheetError('DIGEST_CANCELLED', `The mailing of ${nameOfDigest(digest)} was cancelled.`);
    }
    terminal.out(`${nameOfDigest(digest)}: ${await act(stores, digest)}\n`);
    return 0;
  });
}
