import type { Actor } from '../model/actor.js';
import type { CalendarDate } from '../model/calendar-date.js';
import type { Permission } from '../model/permission.js';
import { type Act, recordAct } from '../store/audit.js';
import type { Acting } from './acting.js';
import { permit } from './permit.js';

/** A stage that an operator starts by hand, beside those that start by themselves. */
export type StartedStage =
  /** Reads the lists of these days; none: every list whose time has come. */
  | { readonly kind: 'read-lists'; readonly dates: readonly CalendarDate[] }
  /** Freezes a digest by its name, and with `release` mails it. */
  | { readonly kind: 'freeze' | 'release'; readonly digest: string };

/**
 * Permits and records that a stage is started, then starts it: what runs for minutes, or in another process, is in no
 * transaction, and nothing is done without a record.
 * @param start hands it to the queue, or carries it out
 * @throws BroadsheetError FORBIDDEN, and what `start` throws
 */
export async function startStage<T>(
  { database, clock }: Acting,
  actor: Actor,
  stage: StartedStage,
  start: () => Promise<T>,
): Promise<T> {
  permit(actor, permissions[stage.kind], clock());
  await recordAct(database, actor, actOf(stage));
  return start();
}

const permissions: Readonly<Record<StartedStage['kind'], Permission>> = {
  'read-lists': 'sources:run',
  freeze: 'digests:approve',
  release: 'digests:approve',
};

function actOf(stage: StartedStage): Act {
  if (stage.kind === 'read-lists')
    return { action: 'list.read', object: null, facts: { dates: stage.dates } };
  return { action: `digest.${stage.kind}`, object: ['digest', stage.digest] };
}
