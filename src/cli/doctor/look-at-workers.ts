import type { Finding } from '../../dns/finding.js';
import type { Texts } from '../../i18n/texts.js';
import { isLiving, listBeats, type WorkerBeat } from '../../store/worker-beats.js';
import type { Stores } from '../../wiring/wiring.js';
import { say } from './say.js';

const CHECK = 'workers';

/** Which workers live, and which were lost. */
export async function lookAtWorkers({ database }: Stores, texts: Pick<Texts, 't'>): Promise<Finding> {
  return judgeWorkers(await listBeats(database), texts);
}

/** @param beats of a day, the latest first */
export function judgeWorkers(beats: readonly WorkerBeat[], texts: Pick<Texts, 't'>): Finding {
  const [latest] = beats;
  if (latest === undefined) return say(texts, CHECK, { verdict: 'unasked', text: 'doctor.no-worker' });
  const missed = beats.filter((beat) => !isLiving(beat));
  const lost = missed
    .map(({ worker, ageSeconds }) => `${worker} (${Math.round(ageSeconds / 60)} min)`)
    .join(', ');
  const living = beats.length - missed.length;
  const values = { living, lost, seconds: Math.round(latest.ageSeconds) };
  if (missed.length === 0) return say(texts, CHECK, { verdict: 'ok', text: 'doctor.workers-living', values });
  const text = living === 0 ? 'doctor.workers-lost' : 'doctor.workers-some-lost';
  return say(texts, CHECK, { verdict: 'warning', text, todo: 'doctor.workers-todo', values });
}
