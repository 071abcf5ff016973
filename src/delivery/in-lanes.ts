import { setTimeout as delay } from 'node:timers/promises';
import type { Ending } from './ending.js';
import type { Lanes } from './lanes.js';
import type { RelayPace } from './relay-pace.js';

/** Several lanes of one slice, or of one call for notices, with what they share. */
export interface LaneGroup {
  readonly lanes: Lanes;
  readonly relay: RelayPace;
  readonly ending: Ending;
}

/** Between two messages. Whoever must wait records first what it knows. */
export interface Turn {
  mustWait(): boolean;
  /** Gives way to others that wait for a lane, and waits while the relay is paused. False: no more is sent. */
  wait(): Promise<boolean>;
}

/** Works in one lane of a group, once there is one; does nothing where the group's work ended before. */
async function inLane(group: LaneGroup, work: (turn: Turn) => Promise<void>): Promise<void> {
  const { lanes, relay, ending } = group;
  const { stop, exhausted } = ending;
  let held = await lanes.take(group, exhausted);
  if (!held) return;
  const turn: Turn = {
    mustWait: () => lanes.isWanted() || relay.pauseLeftMs() > 0,
    async wait() {
      if (lanes.isWanted()) {
        lanes.release(group);
        held = false;
        held = await lanes.take(group, stop);
      }
      while (held && !stop.aborted && relay.pauseLeftMs() > 0) {
        if (relay.isLongPause()) ending.end('paused');
        else await waitUnlessStopped(relay.pauseLeftMs(), stop);
      }
      return held && !stop.aborted;
    },
  };
  try {
    await work(turn);
  } finally {
    if (held) lanes.release(group);
  }
}

/**
 * Works in `count` lanes at once. All of them end before it returns, whatever goes wrong in one.
 * @throws the first error of a lane
 */
export async function inLanes(
  group: LaneGroup,
  count: number,
  work: (turn: Turn) => Promise<void>,
): Promise<void> {
  const faults: unknown[] = [];
  const lane = async (): Promise<void> => {
    try {
      await inLane(group, work);
    } catch (error) {
      faults.push(error);
      group.ending.end('stopped');
    }
  };
  await Promise.all(Array.from({ length: count }, lane));
  if (faults.length > 0) throw faults[0];
}

async function waitUnlessStopped(milliseconds: number, stop: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal: stop });
  } catch {
    // Stopped: the caller looks at the signal.
  }
}
