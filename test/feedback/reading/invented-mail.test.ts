import { describe, expect, it } from 'vitest';
import { classifyMail } from '../../../src/feedback/reading/classify-mail.js';
import { inventedMail } from './invented-mail.js';

describe('messages as servers and people word them', () => {
  it.each(inventedMail.map((mail) => [mail.name, mail] as const))('reads %s', (_, mail) => {
    const { events } = classifyMail(Buffer.from(mail.raw));
    expect(events).toMatchObject([
      {
        recipient: mail.recipient,
        class: mail.class,
        ...(mail.reason === undefined ? {} : { reason: mail.reason }),
      },
    ]);
  });
});
