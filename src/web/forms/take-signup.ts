import type { FastifyRequest } from 'fastify';
import { countedDomain, domainsCountedAs } from '../../model/mailbox-of.js';
import { readSignupLoad } from '../../store/subscribers/signup-counts.js';
import { defaultSignupLimits } from '../../subscribers/decide-signup.js';
import { requestSubscription, type SubscriptionRequest } from '../../subscribers/request-subscription.js';
import { pressureOf } from '../../subscribers/signup-pressure.js';
import type { PageContext } from '../http/context.js';
import { clientHash, networkHash } from '../links/client-hash.js';

/** A request to subscribe with what its client says for itself. */
export interface AskedSignup
  extends Pick<SubscriptionRequest, 'address' | 'via' | 'language' | 'preferences' | 'origin'> {
  /** What a browser worked out; empty where it did not. */
  readonly proof: string;
  /** Whether the client would rather wait than do the work. */
  readonly waits: boolean;
  /** Whether a field was filled that people do not see. */
  readonly trapped: boolean;
}

/** `prove`: nothing was kept yet, work is asked for; `delayed`: kept, and its mail may take a while. */
export type SignupAnswer = 'taken' | 'delayed' | 'prove';

/**
 * Keeps a request to subscribe, or asks for work first where a limit is near. The answer depends on the domain and on
 * where the request came from, never on what is known of the address.
 */
export async function takeSignup(
  context: PageContext,
  request: FastifyRequest,
  asked: AskedSignup,
): Promise<SignupAnswer> {
  const { database, keyring, clock, proofs, queues, signupLimits = defaultSignupLimits } = context;
  const { address, proof, waits, trapped, ...signup } = asked;
  const from = { clientHash: clientHash(keyring, request.ip), networkHash: networkHash(keyring, request.ip) };
  const domains = domainsCountedAs(countedDomain(address));
  const proven = await proofs.isSolved(address, proof);
  const load = await readSignupLoad(database, { domains, ...from }, clock());
  const pressure = pressureOf(load, signupLimits, proven);
  if (!proven && !waits && (trapped || pressure !== 'free')) {
    request.log.info({ why: trapped ? 'trap' : pressure, via: asked.via }, 'proof-asked');
    return 'prove';
  }
  await requestSubscription(database, { ...signup, ...from, address, proven });
  await queues.processSignups();
  return pressure === 'full' || (pressure === 'near' && !proven) ? 'delayed' : 'taken';
}
