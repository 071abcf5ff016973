import { setTimeout as delay } from 'node:timers/promises';
import type { Ending } from '../ending.js';
import type { Admission, Lane } from './lane.js';
import type { Lanes } from './lanes.js';

/** Several lanes of one slice, or of one call for notices, with what they share. */
export interface LaneGroup {
  readonly lanes: Lanes;
  readonly ending: Ending;
}

/** Between two messages. Whoever must wait records first what it knows. */
export interface Turn {
  /** The lane that is held now; waiting may change it. */
  lane(): Lane;
  /** Whether a message to the domain may follow in this lane; `wait` also where others need the lane. */
  admit(domain: string | null): Admission;
  /**
   * Gives way to others that wait for a lane, and waits until it is known what becomes of a message to the
   * domain. Null: no more is sent in this lane.
   */
  wait(domain: string | null): Promise<Admission | null>;
}

/** A longer pause is no reason to hold a slice. */
const WORTH_WAITING_MS = 15_000;

/** For less than this a connection is kept, with what may be pipelined on it already. */
const REST_FROM_MS = 100;

const GIVE_WAY: Admission = { kind: 'wait', ms: 0 };

/** Works in one lane of a group, once there is one; does nothing where the group's work ended before. */
async function inLane(
  group: LaneGroup,
  work: (turn: Turn) => Promise<void>,
  onLongPause: () => void,
): Promise<void> {
  const { lanes, ending } = group;
  const { stop, exhausted } = ending;
  const first = await lanes.take(group, exhausted);
  if (first === null) return;
  let lane: Lane = first;
  let held = true;
  const giveWay = async (): Promise<void> => {
    lanes.release(group, lane);
    held = false;
    const other = await lanes.take(group, stop);
    if (other === null) return;
    lane = other;
    held = true;
  };
  const turn: Turn = {
    lane: () => lane,
    admit: (domain) => (lanes.isWanted() ? GIVE_WAY : lane.admit(domain)),
    async wait(domain) {
      if (lanes.isWanted()) await giveWay();
      while (held && !stop.aborted) {
        const admission = lane.admit(domain);
        if (admission.kind !== 'wait') return admission;
        if (admission.ms >= REST_FROM_MS) lane.rest();
        if (admission.ms > WORTH_WAITING_MS) {
          onLongPause();
          return null;
        }
        await waitUnlessStopped(admission.ms, stop);
      }
      return null;
    },
  };
  try {
    await work(turn);
  } finally {
    if (held) lanes.release(group, lane);
  }
}

/**
 * Works in all lanes at once, as far as others leave them. All of them end before it returns, whatever goes
 * wrong in one.
 * @throws the first error of a lane
 */
export async function inLanes(group: LaneGroup, work: (turn: Turn) => Promise<void>): Promise<void> {
  const faults: unknown[] = [];
  // A relay that pauses for long leaves the work to the others, if there are any.
  let paused = 0;
  const onLongPause = (): void => {
    paused += 1;
    if (paused === group.lanes.count) group.ending.end('paused');
  };
  const lane = async (): Promise<void> => {
    try {
      await inLane(group, work, onLongPause);
    } catch (error) {
      faults.push(error);
      group.ending.end('stopped');
    }
  };
  await Promise.all(Array.from({ length: group.lanes.count }, lane));
  if (faults.length > 0) throw faults[0];
}

async function waitUnlessStopped(milliseconds: number, stop: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal: stop });
  } catch {
    // Stopped: the caller looks at the signal.
  }
}
