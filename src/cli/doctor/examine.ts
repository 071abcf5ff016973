import { createClosers } from '../../closers.js';
import { type Finding, fault } from '../../dns/finding.js';
import { MINUTE_MS } from '../../durations.js';
import { settlesWithin } from '../../time-bound.js';
import type { OpenedParts } from '../commands/doctor.js';
import { openLook } from './report.js';

/** Shorter than the time after which a row of `examinations` counts as lost. */
const BOUND_MS = 2 * MINUTE_MS;

/**
 * What `broadsheet doctor` looks at, by a service that runs, and with what it has open. Ends within two minutes,
 * whatever answers.
 */
export async function examineService(opened: OpenedParts): Promise<readonly Finding[]> {
  const { lookAtParts } = await import('../commands/doctor.js');
  const log = opened.stores.log.child({ part: 'doctor' }, { level: 'silent' });
  const closers = createClosers(log);
  const app = { ...opened.stores, log, closers };
  const found: Finding[] = [];
  const looking = lookAtParts(
    app,
    openLook((findings) => void found.push(...findings)),
    { ...opened, stores: app },
  ).finally(() => closers.closeAll());
  if (!(await settlesWithin(looking, BOUND_MS)))
    return [
      ...found,
      fault('doctor', 'not everything answered within two minutes', { todo: 'Run it again.' }),
    ];
  await looking;
  return found;
}
