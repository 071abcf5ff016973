import { setTimeout as delay } from 'node:timers/promises';
import { BroadsheetError } from '../../errors.js';
import { nameOfDigest } from '../../model/digest-period.js';
import { type SendingFacts, type SendingProgress, sendingProgress } from '../../model/sending-control.js';
import { findSendingFacts } from '../../store/deliveries/sending-progress.js';
import { openStores } from '../../wiring/wiring.js';
import { inspectHeldMail } from '../../wiring/wiring-data.js';
import { type AskedDigest, findAskedDigest } from '../find-asked.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface ProgressOptions extends AskedDigest {
  /** One JSON object a line, as the API answers it. */
  readonly json?: boolean;
  /** Looks once a second until nothing is left to send. */
  readonly watch?: boolean;
}

const LOOK_EVERY_MS = 1_000;

/** `broadsheet progress`: how far the mailing of a digest is, from its rows alone. */
export function progressCommand(terminal: Terminal, options: ProgressOptions): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    const digest = await findAskedDigest(stores, options);
    const held = await inspectHeldMail(stores);
    if (held !== null) terminal.err(`${held}\n`);
    const { id, period } = digest;
    const name = nameOfDigest(digest);
    const stop = new AbortController();
    void terminal.stopped.then(() => stop.abort());
    for (;;) {
      const now = stores.clock();
      const facts = await findSendingFacts(stores.database, id, now);
      if (facts === null) throw new BroadsheetError('DIGEST_NOT_FOUND', `There is no digest for ${name}.`);
      const progress = sendingProgress(facts, now);
      terminal.out(options.json === true ? jsonLine(period, facts, progress) : line(name, facts, progress));
      const over = progress.state === 'done' || progress.state === 'cancelled';
      if (options.watch !== true || over || stop.signal.aborted) return 0;
      await delay(LOOK_EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  });
}

function line(name: string, facts: SendingFacts, progress: SendingProgress): string {
  const { state, counts, rateLastMinute, rateOverall, secondsLeft } = progress;
  const why = [facts.pausedBy, facts.pauseReason].filter((part) => part !== null).join(', ');
  const parts = [
    state === 'paused' ? `paused (${why})` : state,
    ...Object.entries(counts)
      .filter(([name, count]) => count > 0 || name === 'sent')
      .map(([name, count]) => `${count} ${name}`),
    `${rateLastMinute.toFixed(1)}/s in the last minute`,
    `${rateOverall.toFixed(1)}/s overall`,
    ...(secondsLeft === null ? [] : [`${secondsLeft} s left`]),
  ];
  return `${name}: ${parts.join(', ')}\n`;
}

function jsonLine(date: string, facts: SendingFacts, progress: SendingProgress): string {
  const { state, counts, rateLastMinute, rateOverall, secondsLeft } = progress;
  const { pausedAt, pausedBy, pauseReason, cancelledAt } = facts;
  const messagesPerSecond = { lastMinute: rateLastMinute, overall: rateOverall };
  const held = { pausedAt, pausedBy, pauseReason, cancelledAt };
  return `${JSON.stringify({ date, state, deliveries: counts, messagesPerSecond, secondsLeft, ...held })}\n`;
}
