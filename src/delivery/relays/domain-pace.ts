import { HOUR_MS } from '../../durations.js';
import type { OutcomeClass } from '../../model/delivery.js';
import { fullPace, type Pace, type PaceLimits, paceAfter } from './pace.js';

/** How far recipients' domains are slowed down behind one relay. */
export interface DomainPace {
  /**
   * Takes note of how a message to a domain fared.
   * @returns true where a throttling answer is this domain's own: others went through meanwhile
   */
  onResult(domain: string, message: PacedMessage): boolean;
  /** How long the domain is left alone, in milliseconds; 0 at full pace. */
  pauseLeftMs(domain: string): number;
}

export interface PacedMessage {
  readonly class: OutcomeClass;
  readonly startedAt: number;
  readonly endedAt: number;
}

const limits: PaceLimits = {
  firstPauseMs: 1_000,
  firstConfigurationPauseMs: 10_000,
  longestPauseMs: HOUR_MS,
};

interface Slowed {
  readonly pace: Pace;
  readonly since: number;
  /** Others went through meanwhile, so it is not the relay that is throttled. */
  readonly own: boolean;
}

/** Only domains that were throttled are held in memory. */
export function createDomainPace(time: () => number = () => performance.now()): DomainPace {
  const slowed = new Map<string, Slowed>();
  let delivered: { domain: string; at: number; before: { domain: string; at: number } | null } | null = null;

  const otherDeliveredSince = (domain: string, since: number): boolean => {
    const other = delivered?.domain === domain ? delivered.before : delivered;
    return other !== null && other !== undefined && other.at >= since;
  };
  return {
    onResult(domain, message) {
      if (message.class === 'delivered') {
        if (delivered?.domain !== domain) {
          const before = delivered === null ? null : { domain: delivered.domain, at: delivered.at };
          delivered = { domain, at: message.endedAt, before };
        } else delivered.at = message.endedAt;
      }
      const known = slowed.get(domain);
      if (message.class !== 'throttled') {
        // An answer to what started before the setback says nothing new.
        if (known !== undefined && message.startedAt > known.pace.setbackAt) slowed.delete(domain);
        return false;
      }
      const pace = paceAfter(known?.pace ?? fullPace, message, limits);
      const since = known?.since ?? message.endedAt;
      const own = known !== undefined && otherDeliveredSince(domain, since);
      slowed.set(domain, { pace, since, own });
      return own;
    },
    pauseLeftMs(domain) {
      const known = slowed.get(domain);
      // The first throttled message slows the relay; only a domain that goes on throttling is left alone.
      if (known?.own !== true) return 0;
      return Math.max(0, known.pace.pausedUntil - time());
    },
  };
}
