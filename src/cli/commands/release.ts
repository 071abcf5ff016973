import { freezeAgain } from '../../digests/freeze-again.js';
import {
  approveDigest,
  type DeskContext,
  holdDigest,
  liftDigest,
  releaseNow,
} from '../../digests/release-desk.js';
import { deskName } from '../../digests/release-refusals.js';
import { type ReleaseReport, releaseReport } from '../../digests/release-report.js';
import { BroadsheetError } from '../../errors.js';
import type { DigestName } from '../../model/digest-period.js';
import { openStores } from '../../wiring/wiring.js';
import { deskContext } from '../../wiring/wiring-mailing.js';
import { cliActor } from '../cli-actor.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';
import type { LiftOptions } from './lift.js';

export interface DeskOptions {
  /** As addresses call it: `2026-03-24`, `2026-W13`, `2026-03`. */
  readonly name: string;
}

export interface HoldOptions extends DeskOptions {
  readonly reason?: string;
}

/** What was typed beside the name, which is about something else. */
type LiftHoldOptions = DeskOptions & LiftOptions;

/** `broadsheet hold`: the digest is not released until the hold is lifted. */
export function holdCommand(terminal: Terminal, options: HoldOptions): Promise<number> {
  return atDesk(terminal, options, async (context, name) =>
    (await holdDigest(context, cliActor(), name, options.reason ?? null)) ? 'held' : 'was held already',
  );
}

/** `broadsheet lift NAME`: it goes out when its time comes, or at once where that is over. */
export function liftHoldCommand(terminal: Terminal, options: LiftHoldOptions): Promise<number> {
  const others = Object.keys(options).filter((name) => name !== 'name');
  if (others.length > 0) {
    const message =
      'The hold of a digest is lifted by its name alone; the options are about suppressed addresses.';
    throw new BroadsheetError('INPUT_INVALID', message);
  }
  return atDesk(terminal, options, async (context, name) =>
    (await liftDigest(context, cliActor(), name)) ? 'lifted' : 'was not held',
  );
}

/** `broadsheet approve`: with DIGEST_APPROVAL nothing goes out without it. */
export function approveCommand(terminal: Terminal, options: DeskOptions): Promise<number> {
  return atDesk(terminal, options, async (context, name) =>
    (await approveDigest(context, cliActor(), name)) ? 'approved' : 'was approved already',
  );
}

/** `broadsheet freeze-again`: out of what is known and decided by now, while nothing of it has left. */
export function freezeAgainCommand(terminal: Terminal, options: DeskOptions): Promise<number> {
  return atDesk(terminal, options, async (context, name) => {
    const { papers } = await freezeAgain(context, cliActor(), name);
    return `frozen again, ${papers.length} ${papers.length === 1 ? 'paper' : 'papers'}`;
  });
}

/** `broadsheet release`: before its time; readers' hours stay what they are. */
export function releaseCommand(terminal: Terminal, options: DeskOptions): Promise<number> {
  return atDesk(terminal, options, async (context, name) =>
    (await releaseNow(context, cliActor(), name)) ? 'released' : 'was released already',
  );
}

function atDesk(
  terminal: Terminal,
  options: DeskOptions,
  act: (context: DeskContext & Parameters<typeof freezeAgain>[0], name: DigestName) => Promise<string>,
): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const name = deskName(options.name);
    const context = deskContext(await openStores(app));
    const done = await act(context, name);
    terminal.out(`${options.name}: ${done}${whatComes(await releaseReport(context, name))}\n`);
    return 0;
  });
}

/** What happens next, so that nobody has to ask. */
function whatComes({ state, releasesAt, freezesAt, givesUpAt, digest }: ReleaseReport): string {
  const outdated = digest.isOutdated ? '; what was decided since is taken in by broadsheet freeze-again' : '';
  if (releasesAt !== null) return `; it is released ${releasesAt.toISOString()}${outdated}`;
  if (givesUpAt !== null) return `; it waits to be approved until ${givesUpAt.toISOString()}${outdated}`;
  if (state === 'open' && freezesAt !== null) return `; it is frozen ${freezesAt.toISOString()}`;
  return outdated;
}
