import { BroadsheetError } from '../../errors.js';
import {
  cancelMailing,
  type MailingContext,
  pauseMailing,
  resumeMailing,
} from '../../mailing/steer-mailing.js';
import type { DigestWithPapers } from '../../model/digest.js';
import { nameOfDigest } from '../../model/digest-period.js';
import { mailingContext, openStores } from '../../wiring/wiring.js';
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
  return steer(terminal, options, async (context, digest) =>
    (await pauseMailing(context, digest, options.reason ?? null)) ? 'paused' : 'was paused already',
  );
}

/** `broadsheet resume`: wakes the workers for what is left. */
export function resumeCommand(terminal: Terminal, options: AskedDigest): Promise<number> {
  return steer(terminal, options, async (context, digest) =>
    (await resumeMailing(context, digest)) ? 'goes on' : 'was not paused',
  );
}

/**
 * `broadsheet cancel`: for good, so it wants `--yes`.
 * @throws BroadsheetError INPUT_INVALID without it
 */
export function cancelCommand(terminal: Terminal, options: CancelOptions): Promise<number> {
  return steer(terminal, options, async (context, digest) => {
    if (options.yes !== true) {
      const message = `This ends the mailing of ${nameOfDigest(digest)} for good: who has not got it will not get it. Say so with --yes.`;
      throw new BroadsheetError('INPUT_INVALID', message);
    }
    return `cancelled, ${await cancelMailing(context, digest)} skipped`;
  });
}

function steer(
  terminal: Terminal,
  options: AskedDigest,
  act: (context: MailingContext, digest: DigestWithPapers) => Promise<string>,
): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    const digest = await findAskedDigest(stores, options);
    terminal.out(`${nameOfDigest(digest)}: ${await act(mailingContext(stores), digest)}\n`);
    return 0;
  });
}
