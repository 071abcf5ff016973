import { expect, it } from 'vitest';
import { mailReport } from '../../../src/feedback/acting/mail-report.js';
import { recordReport } from '../../../src/feedback/acting/record-report.js';
import { readMail } from '../../../src/feedback/inbound/read-mail.js';
import { dropExcerpts } from '../../../src/store/feedback/feedback.js';
import { bounceMail, keys, openFeedbackBed } from '../../feedback/feedback-bed.js';

it('what reports said word for word is forgotten after a time, what they meant is not', async () => {
  const bed = await openFeedbackBed(1);
  try {
    const raw = bounceMail({ to: bed.returnAddress(0), recipient: bed.addresses[0] ?? '' });
    const receivedAt = new Date('2026-03-25T09:00:00Z');
    await recordReport(
      bed.acting,
      mailReport(keys, { raw, source: 'imap', recipients: [], receivedAt }, readMail(raw)),
    );
    expect(await dropExcerpts(bed.database, receivedAt)).toBe(0);
    expect(await dropExcerpts(bed.database, new Date('2026-06-25T09:00:00Z'))).toBe(1);
    expect(await dropExcerpts(bed.database, new Date('2026-06-25T09:00:00Z'))).toBe(0);
    expect(await bed.feedback()).toMatchObject([{ excerpt: null, effect: 'suppressed', source: 'imap' }]);
  } finally {
    await bed.close();
  }
});
