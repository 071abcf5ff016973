import { describe, expect, it } from 'vitest';
import { verdictOfReply } from '../../src/delivery/smtp/classify-smtp-reply.js';
import { parseReply } from '../../src/delivery/smtp/smtp-reply.js';

const gradeOf = (reply: string) => {
  const verdict = verdictOfReply(parseReply('rcpt', reply), 'reader@example.org');
  return verdict.class === 'dead-address' ? verdict.grade : 'alive';
};

/** What servers say of a mailbox that somebody reads, or of who sends. */
const LIVING = [
  'This address only accepts mail from members',
  'the address accepts messages only from known senders',
  'External senders are not allowed to mail reader@example.org',
  'this inbox takes mail from colleagues only',
  'papers@example.com: no such user',
  'user papers@example.com not found',
  'no such host: news.example.com',
  'the recipient probably does not exist',
  'recipient may be unknown',
  'the mailbox may be disabled',
  'This user might not exist',
  'unable to verify recipient',
  'recipient lookup deferred',
  'Unable to open mailbox',
  'mailbox database corrupted',
  'Mailbox is being migrated',
  'mailbox not available now',
  'user closed for now',
  'account awaiting activation',
  'mailbox disabled for 2 hours',
  'mailbox is closed on weekends',
  'address disabled by user for newsletters',
  'forwarding target of reader@example.org does not exist',
  'the mailbox of the user is moderated by its owner',
  'papers@example.com does not exist',
  'MX of example.com does not exist',
  'message refused: the domain linked does not exist',
  "can't verify papers@example.com: mailbox unavailable",
  'login unknown user papers@example.com',
  'reception closed',
  'greylisted, try again in 300 seconds',
  'not accepting mail now',
  'quota exceeded',
  'blocked by policy',
  'needs authentication',
  'Tämä postilaatikko on vain jäsenille',
];

/** What they say of one that nobody reads, in words that are known. */
const DEAD = [
  'User unknown',
  '<reader@example.org>: Recipient address rejected: User unknown in virtual mailbox table',
  'The email account that you tried to reach does not exist',
  'no such user here',
  'mailbox does not exist',
  'Unbekannter Empfänger',
  'The account has been closed permanently',
];

/** Not even likely dead. */
const EXCUSED = [
  'Das Postfach wird gerade migriert',
  'The mailbox of the user has reached its size',
  'account is at its limit',
  'the mailbox is currently not available, come back in an hour',
  'Server overloaded',
  'database connection failed',
  'country not allowed',
  'no permission to write to this recipient',
];

describe('a status that names a dead recipient', () => {
  it.each(
    LIVING.flatMap((words) => [
      `550 5.1.1 ${words}`,
      `550 5.2.1 ${words}`,
      `550 5.1.1 <reader@example.org>: Recipient address rejected: ${words}`,
    ]),
  )('silences nobody at once: %s', (reply) => expect(gradeOf(reply)).not.toBe('certain'));

  it.each(EXCUSED)('is no sign beside %s', (words) => expect(gradeOf(`550 5.1.1 ${words}`)).toBe('alive'));

  it.each(DEAD)('is certain beside words that say the same: %s', (words) =>
    expect(gradeOf(`550 5.1.1 ${words}`)).toBe('certain'),
  );

  it('is certain by itself', () => expect(gradeOf('550 5.1.1')).toBe('certain'));
});
