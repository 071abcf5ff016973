import type { Logger } from 'pino';
import { errorFacts } from '../error-facts.js';

/** While a server is away its clients report the same fault many times a second. */
const REPEAT_AFTER_MS = 10_000;

/** Is told of a fault of a queue, a worker or a connection. */
export type FaultLog = (source: string, error: unknown) => void;

/** Logs one short event for each fault, at most one in ten seconds for the same source and code. */
export function openFaultLog(log: Logger): FaultLog {
  const loggedAt = new Map<string, number>();
  return (source, error) => {
    const { code, message } = errorFacts(error);
    const key = `${source} ${code}`;
    const now = performance.now();
    const last = loggedAt.get(key);
    if (last !== undefined && now - last < REPEAT_AFTER_MS) return;
    loggedAt.set(key, now);
    log.warn({ source, code, message }, 'queue-fault');
  };
}
