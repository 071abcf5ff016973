import { releaseHeldMail } from '../../backup/release-held.js';
import { BroadsheetError } from '../../errors.js';
import {
  cancelMailing,
  type MailingContext,
  pauseMailing,
  resumeMailing,
} from '../../mailing/steer-mailing.js';
import type { DigestWithPapers } from '../../model/digest.js';
import { nameOfDigest } from '../../model/digest-period.js';
import { openStores } from '../../wiring/wiring.js';
import { mailingContext } from '../../wiring/wiring-mailing.js';
import { cliActor } from '../cli-actor.js';
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
    (await pauseMailing(context, cliActor(), digest, options.reason ?? null))
      ? 'paused'
      : 'was paused already',
  );
}

export interface ResumeOptions extends AskedDigest {
  /** Everything that is held, because an older copy took the place of the data. */
  readonly all?: boolean;
  readonly nothingLost?: boolean;
}

/** `broadsheet resume`: wakes the workers for what is left. */
export function resumeCommand(terminal: Terminal, options: ResumeOptions): Promise<number> {
  const { all = false, nothingLost = false } = options;
  if (all) return resumeAll(terminal, nothingLost);
  return steer(terminal, options, async (context, digest) =>
    (await resumeMailing(context, cliActor(), digest)) ? 'goes on' : 'was not paused',
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
    return `cancelled, ${await cancelMailing(context, cliActor(), digest)} skipped`;
  });
}

function resumeAll(terminal: Terminal, nothingLost: boolean): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const context = { ...(await openStores(app)), departureFiles: [app.config.departuresFile] };
    const released = await releaseHeldMail(context, cliActor(), { nothingLost });
    if (released === null) {
      terminal.out('No mail was held.\n');
      return 0;
    }
    const { held, left, erased, uncertain, reopened } = released;
    terminal.out(
      `Mail goes on. Since the copy of ${held.copiedAt.toISOString()} ${left} left and ${erased} were erased, as far as ` +
        `this node knows. ${nothingLost ? `${reopened} messages that waited are sent.` : `${uncertain} messages are uncertain and not sent; broadsheet uncertain lists them by digest.`}\n`,
    );
    return 0;
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
