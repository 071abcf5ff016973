import type { DeliveryContext } from '../delivery/delivery-context.js';
import { sendCopy } from '../delivery/send-copy.js';
import type { DigestRules } from '../digests/digest-request.js';
import { BroadsheetError } from '../errors.js';
import type { TestCopy } from '../mailing/send-test.js';
import type { OutcomeClass } from '../model/delivery.js';
import { namedDigest } from '../model/digest-period.js';
import { findOperator } from '../store/operators/operators.js';
import { exampleMessage } from './example-message.js';

/**
 * Sends a copy of a digest to an operator, and keeps nothing of it.
 * @returns what the server said of it; null where the operator has gone meanwhile
 * @throws BroadsheetError SMTP_UNREACHABLE where it is worth another try; as {@link exampleMessage}
 */
export async function sendTestCopy(
  delivery: DeliveryContext,
  rules: DigestRules,
  { digest: name, operatorId, language, ruleSetId }: TestCopy,
  signal: AbortSignal,
): Promise<OutcomeClass | null> {
  const { database, clock, templates, site, keys } = delivery;
  const operator = await findOperator(database, operatorId);
  const digest = namedDigest(name);
  if (operator === null || operator.disabledAt !== null || digest === null) return null;
  const context = { database, clock, rules, templates, site, secretKeys: keys.secretKeys };
  const { address } = operator;
  const message = await exampleMessage(context, { digest, language, ruleSetId, address, isTest: true });
  const outcome = await sendCopy(delivery, { address, compose: async () => message }, signal);
  if (outcome === null || again.has(outcome.class))
    throw new BroadsheetError('SMTP_UNREACHABLE', 'The relay did not take the test for now.');
  return outcome.class;
}

/** The same where nobody waits for what became of it. @throws as {@link sendTestCopy} */
export async function sendTestByWorker(
  delivery: DeliveryContext,
  rules: DigestRules,
  copy: TestCopy,
  signal: AbortSignal,
): Promise<void> {
  const outcome = await sendTestCopy(delivery, rules, copy, signal);
  delivery.log.info({ digest: copy.digest, operator: copy.operatorId, outcome }, 'test-sent');
}

const again: ReadonlySet<OutcomeClass> = new Set(['temporary', 'throttled', 'configuration']);
