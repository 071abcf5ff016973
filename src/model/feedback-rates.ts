/** What was sent, and what of it came back. */
export interface FeedbackCounts {
  readonly sent: number;
  readonly hard: number;
  readonly soft: number;
  /** Those that proved themselves. */
  readonly complaints: number;
  /** Complaints that anybody may have written, who has seen the message: they warn and never pause. */
  readonly claimed: number;
  /** About us: policy, reputation, authentication and the like. */
  readonly ours: number;
}

export interface RateThresholds {
  /** Of fewer messages nothing is concluded. */
  readonly minimumSent: number;
  readonly complaints: RateLimits;
  readonly ours: RateLimits;
}

export interface RateLimits {
  /** Shares of what was sent, from 0 to 1. */
  readonly warn: number;
  readonly pause: number;
  /** Fewer neither warn nor pause, whatever share they are. */
  readonly minimum: number;
}

/** Shares of what was sent: Gmail and Yahoo ask for fewer complaints than the first, and refuse mail from the second on. */
export const complaintShares = { asked: 0.001, actedOn: 0.003 } as const;

const defaultRateThresholds: RateThresholds = {
  minimumSent: 100,
  complaints: { warn: complaintShares.asked, pause: complaintShares.actedOn, minimum: 3 },
  ours: { warn: 0.05, pause: 0.2, minimum: 10 },
};

export interface RateVerdict {
  readonly level: 'warn' | 'pause';
  readonly reason: 'complaints' | 'policy-bounces';
  readonly sent: number;
  readonly cameBack: number;
}

/** Whether so much came back that an operator has to know, or that the mailing has to stop; null for neither. */
export function classifyRates(
  { sent, complaints, claimed, ours }: FeedbackCounts,
  thresholds: RateThresholds = defaultRateThresholds,
): RateVerdict | null {
  if (sent < thresholds.minimumSent) return null;
  const found = [
    verdictOf('complaints', sent, complaints, thresholds.complaints),
    verdictOf('complaints', sent, complaints + claimed, {
      ...thresholds.complaints,
      pause: Number.POSITIVE_INFINITY,
    }),
    verdictOf('policy-bounces', sent, ours, thresholds.ours),
  ].filter((verdict) => verdict !== null);
  return found.find(({ level }) => level === 'pause') ?? found[0] ?? null;
}

function verdictOf(
  reason: RateVerdict['reason'],
  sent: number,
  cameBack: number,
  { warn, pause, minimum }: RateLimits,
): RateVerdict | null {
  const share = cameBack / sent;
  if (cameBack < minimum || share < warn) return null;
  return { level: share >= pause ? 'pause' : 'warn', reason, sent, cameBack };
}
