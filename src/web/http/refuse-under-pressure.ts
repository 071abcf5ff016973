import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { SECOND_MS } from '../../durations.js';
import { BroadsheetError } from '../../errors.js';
import { isLeaving } from './refuse-at-door.js';

/**
 * A loop whose every turn is late by this much answers nobody in time. It is judged over several seconds: one pause
 * of a second, while a large digest is assembled in the same process, is no reason to turn people away.
 */
const MAX_LOOP_DELAY_MS = 2 * SECOND_MS;
const LOOK_EVERY_MS = 5 * SECOND_MS;

/**
 * Turns people away with 503 while the process cannot answer in time. Who leaves is never turned away: not every mail
 * client asks a second time.
 */
export async function refuseUnderPressure(
  server: FastifyInstance,
  { maxLoopDelayMs = MAX_LOOP_DELAY_MS, lookEveryMs = LOOK_EVERY_MS } = {},
): Promise<void> {
  await server.register(underPressure, {
    maxEventLoopDelay: maxLoopDelayMs,
    sampleInterval: lookEveryMs,
    pressureHandler: async (request, _reply, _kind, delayMs) => {
      // Without an end: the loop did not turn between two looks, so that nothing was measured. That is how a start
      // looks on a busy machine, where the routes are made in one go, and says nothing of the loop that turns now.
      if (delayMs === Number.POSITIVE_INFINITY || isLeaving(request)) return;
      throw new BroadsheetError('OVERLOADED', 'Too much to do at the moment; try again shortly.');
    },
  });
}
