import { createClosers } from '../../closers.js';
import type { Finding } from '../../dns/finding.js';
import { MINUTE_MS } from '../../durations.js';
import { loadTexts } from '../../i18n/load-texts.js';
import { settlesWithin } from '../../time-bound.js';
import type { OpenedParts } from '../commands/doctor.js';
import { openLook } from './report.js';
import { say } from './say.js';

/** Shorter than the time after which a row of `examinations` counts as lost. */
const BOUND_MS = 2 * MINUTE_MS;

/**
 * What `broadsheet doctor` looks at, by a service that runs, and with what it has open. Ends within two minutes,
 * whatever answers.
 */
export async function examineService(opened: OpenedParts): Promise<readonly Finding[]> {
  const { lookAtParts } = await import('../commands/doctor.js');
  const { en } = await loadTexts();
  const log = opened.stores.log.child({ part: 'doctor' }, { level: 'silent' });
  const closers = createClosers(log);
  const app = { ...opened.stores, log, closers };
  const found: Finding[] = [];
  const looking = lookAtParts(
    app,
    openLook((findings) => void found.push(...findings), en),
    { ...opened, stores: app },
  ).finally(() => closers.closeAll());
  if (!(await settlesWithin(looking, BOUND_MS)))
    return [
      ...found,
      say(en, 'doctor', { verdict: 'fault', text: 'doctor.cut-short', todo: 'doctor.run-again' }),
    ];
  await looking;
  return found;
}
