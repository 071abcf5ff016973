import { type Finding, fine, unasked, warning } from '../../dns/finding.js';
import { listBeats, type WorkerBeat } from '../../store/worker-beats.js';
import type { Stores } from '../../wiring/wiring.js';

const CHECK = 'workers';
const MISSED_AFTER_SECONDS = 60;

/** Which workers live, and which were lost. */
export async function lookAtWorkers({ database }: Stores): Promise<Finding> {
  return judgeWorkers(await listBeats(database));
}

/** @param beats of a day, the latest first */
export function judgeWorkers(beats: readonly WorkerBeat[]): Finding {
  const [latest] = beats;
  if (latest === undefined) return unasked(CHECK, 'none has shown itself within a day; start the service');
  const lost = beats.filter(({ ageSeconds }) => ageSeconds > MISSED_AFTER_SECONDS);
  const told = lost
    .map(({ worker, ageSeconds }) => `${worker} (${Math.round(ageSeconds / 60)} min)`)
    .join(', ');
  const remedy = { todo: 'Start it again; its log says why it ended. A row is forgotten after a day.' };
  if (lost.length === beats.length)
    return warning(CHECK, `none lives, and nothing is mailed; last seen: ${told}`, remedy);
  const living = beats.length - lost.length;
  const text = `${living} ${living === 1 ? 'lives' : 'live'}, the last beat ${Math.round(latest.ageSeconds)} s ago`;
  return lost.length === 0
    ? fine(CHECK, text)
    : warning(CHECK, `${text}; without a farewell ended ${told}`, remedy);
}
