import { describe, expect, it } from 'vitest';
import { classifyRefusal } from '../../src/refusals/classify-refusal.js';
import { isOfMailbox } from '../../src/refusals/of-mailbox.js';

/** As it is judged in a session, by what the judge makes of it. */
function ofMailbox(status: string | null, text: string): boolean {
  const refusal = { status, reply: '552', stage: 'recipient', recipient: 'reader@example.net' } as const;
  return isOfMailbox(classifyRefusal({ ...refusal, said: [{ text, isReply: true }] }).reason, status);
}

describe('what names a mailbox', () => {
  it.each([
    ['5.2.2', 'Mailbox full'],
    ['4.2.2', 'The recipient is over quota'],
    ['5.2.0', 'reader@example.net could not be delivered to'],
    ['5.2.1', 'The recipient receives mail at a rate that prevents more'],
    ['5.2.1', 'Not taking messages'],
    ['4.2.0', 'Greylisted, try again later'],
    ['5.2.4', 'The list cannot be expanded'],
    [null, 'Mailbox is full'],
    ['5.0.0', 'Quota of the mailbox exceeded'],
  ])('%s %s', (status, text) => expect(ofMailbox(status, text)).toBe(true));

  it.each([
    [null, 'Account disabled'],
    [null, 'Daily sending quota exceeded'],
    ['5.0.0', 'Sending quota exceeded for your account'],
    ['5.2.1', 'Your account is disabled for sending'],
    ['5.2.3', 'Message too big'],
    ['5.1.1', 'No such user'],
    ['5.1.2', 'Unknown domain'],
    ['4.3.0', 'Internal error'],
    ['5.4.4', 'Host not found'],
    ['5.7.1', 'Refused by policy'],
  ])('not %s %s', (status, text) => expect(ofMailbox(status, text)).toBe(false));
});
