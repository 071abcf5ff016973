import { MINUTE_MS } from '../durations.js';
import {
  type CountedBy,
  countName,
  type SignupCounts,
  type Used,
} from '../store/subscribers/signup-counts.js';
import type { SignupLimits } from './decide-signup.js';

/** Where a request counts. */
export interface Metered {
  readonly domain: string;
  readonly mailboxHash: Buffer;
  readonly clientHash: Buffer | null;
  readonly networkHash: Buffer | null;
  readonly proven: boolean;
}

export interface SignupMeters {
  /** Whether its client, its network, its mailbox and, without a proof, the open part of each limit leave room. */
  hasRoom(request: Metered): boolean;
  /** Counts a confirmation. */
  count(request: Metered): void;
}

/** The part of each limit that requests without a proof may use: the rest stays for those who did the work. */
export const OPEN_SHARE = 0.5;

/** What was counted before, and what a batch adds to it. */
export function openMeters(counts: SignupCounts, limits: SignupLimits, now: Date): SignupMeters {
  const used = new Map<string, Used>(counts.used);
  const mailboxes = new Map(counts.mailboxes);
  const fits = ([kind, name]: Meter, proven: boolean): boolean => {
    const { all, open } = used.get(countName(kind, name)) ?? { all: 0, open: 0 };
    const limit = limitOf(kind, limits);
    return all < limit && (proven || open < Math.ceil(limit * OPEN_SHARE));
  };
  return {
    hasRoom: (request) => {
      const mailbox = mailboxes.get(request.mailboxHash.toString('hex'));
      const rested =
        mailbox === undefined ||
        (mailbox.recent < limits.perAddressDay &&
          now.getTime() - mailbox.lastAt.getTime() >= limits.repeatAfterMinutes * MINUTE_MS);
      return rested && metersOf(request).every((meter) => fits(meter, isTrusted(request)));
    },
    count: (request) => {
      const hex = request.mailboxHash.toString('hex');
      mailboxes.set(hex, { recent: (mailboxes.get(hex)?.recent ?? 0) + 1, lastAt: now });
      for (const [kind, name] of metersOf(request)) {
        const key = countName(kind, name);
        const { all, open } = used.get(key) ?? { all: 0, open: 0 };
        used.set(key, { all: all + 1, open: open + (isTrusted(request) ? 0 : 1) });
      }
    },
  };
}

/** What did not come from a client can have been flooded by none. */
function isTrusted({ proven, clientHash }: Metered): boolean {
  return proven || clientHash === null;
}

type Meter = readonly [CountedBy, Buffer | string];

function metersOf({ domain, clientHash, networkHash }: Metered): readonly Meter[] {
  return [
    ['domain', domain],
    ['overall', ''],
    ...(clientHash === null ? [] : [['client', clientHash] as const]),
    ...(networkHash === null ? [] : [['network', networkHash] as const]),
  ];
}

function limitOf(kind: CountedBy, limits: SignupLimits): number {
  const ofKind: Readonly<Record<CountedBy, number>> = {
    client: limits.perClientHour,
    network: limits.perNetworkHour,
    domain: limits.perDomainHour,
    overall: limits.overallHour,
  };
  return ofKind[kind];
}
