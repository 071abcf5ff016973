import { type FeedbackEvent, feedbackReasons } from '../../model/feedback.js';
import type { Evidence, FeedbackEffect, NoEffectCause } from '../../model/feedback-effect.js';

/** Everything that the effect of one event depends on. */
export interface EffectFacts {
  readonly event: Pick<FeedbackEvent, 'class' | 'reason' | 'grade' | 'rule'>;
  readonly evidence: Evidence;
  readonly isKnown: boolean;
  /** False where the message went to another address than the subscriber has now. */
  readonly isSameAddress: boolean;
  /** The report names a recipient that is not the one we mailed, such as a member of a list behind the address. */
  readonly namesAnother: boolean;
  /** Null where nobody knows. */
  readonly sentAt: Date | null;
  /** When an operator last lifted a suppression of the address; null where none did. */
  readonly liftedAt: Date | null;
}

export interface EffectDecision {
  readonly effect: FeedbackEffect;
  /** Set where the class has an effect and this event has none. */
  readonly cause: NoEffectCause | null;
}

const NOTHING: EffectDecision = { effect: 'none', cause: null };

/**
 * What one event does. Nothing is done without evidence: addresses of readers are no secret, and who forges a
 * report must not be able to silence anyone. A reader is suppressed only for an address that is certainly dead.
 */
export function decideEffect(facts: EffectFacts): EffectDecision {
  const wanted = effectOf(facts);
  if (wanted === 'none') return NOTHING;
  const cause = objection(facts, wanted);
  return cause === null ? { effect: wanted, cause: null } : { effect: 'none', cause };
}

function effectOf({ event, evidence, namesAnother }: EffectFacts): FeedbackEffect {
  switch (event.class) {
    case 'complaint':
      return 'complained';
    case 'unsubscribe':
      return 'unsubscribed';
    case 'delivered':
      return 'reset';
    case 'hard':
    case 'soft':
      if (feedbackReasons[event.reason].blame === 'ours') return 'alarmed';
      // An address may stand for several: one dead member behind it is no reason to leave out the others.
      if (event.class === 'soft' || namesAnother) return 'counted';
      // A Message-ID is no secret among those who got a forward: it makes nobody certain.
      return event.grade === 'certain' && evidence !== 'message-id' ? 'suppressed' : 'watched';
    default:
      return 'none';
  }
}

function objection(facts: EffectFacts, wanted: FeedbackEffect): NoEffectCause | null {
  const { evidence, event, sentAt, liftedAt } = facts;
  if (evidence === 'none') return 'unproven';
  // Who has a forward of it could silence its reader.
  if (wanted === 'complained' && evidence === 'message-id') return 'unproven';
  if (isNotFinal(event)) return 'not-final';
  if (wanted === 'alarmed') return null;
  if (!facts.isKnown) return 'gone';
  // Who complains or leaves does so for themselves, whatever the address was.
  if (wanted === 'complained' || wanted === 'unsubscribed') return null;
  if (!facts.isSameAddress) return 'former-address';
  if (wanted !== 'reset' && sentAt !== null && liftedAt !== null && sentAt < liftedAt) return 'lifted-since';
  return null;
}

/** A warning that the relay still tries (RFC 3464 §2.3.3, `delayed`), whatever keeps it. */
function isNotFinal({ class: kind, reason, rule }: EffectFacts['event']): boolean {
  return kind === 'soft' && (reason === 'delayed' || rule.endsWith('/action-delayed'));
}
