import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fanOut } from '../../src/delivery/due/fan-out.js';
import { sweepDeliveries } from '../../src/delivery/ledger/sweep-deliveries.js';
import { sendSlice } from '../../src/delivery/send-slice.js';
import { type ImapReader, startImapReader } from '../../src/feedback/inbound/imap-reader.js';
import { parseImapUrl } from '../../src/feedback/inbound/imap-url.js';
import { readMail } from '../../src/feedback/inbound/read-mail.js';
import { type InboundContext, receiveMail } from '../../src/feedback/inbound/receive-mail.js';
import { openSlices } from '../../src/store/deliveries/deliveries.js';
import { findSendingControl, resumeDigest } from '../../src/store/deliveries/sending-control.js';
import {
  addDigest,
  addReaders,
  type DeliveryBed,
  messageIdKey,
  never,
  openDeliveryBed,
  secretKey,
  statesOf,
} from '../delivery/delivery-bed.js';
import { hasDovecot, startDovecot, type TestDovecot } from '../support/dovecot.js';
import { hasPostfix, startPostfix, type TestPostfix } from '../support/postfix.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { waitFor } from '../support/wait-for.js';

const HOUR = 3_600_000;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const returnPath = { prefix: '', domain: 'returns.example.org' };
/** `BROADSHEET_REFUSED=5000` tries more readers. */
const counts = [10, 32, ...(process.env['BROADSHEET_REFUSED'] ?? '').split(',').filter(Boolean).map(Number)];

/**
 * Our Postfix takes everything and hands it to a relay, which takes five messages and then refuses the account; what
 * was refused comes back as reports into a Dovecot mailbox.
 */
describe.skipIf(!hasPostfix || !hasDovecot)('a relay behind Postfix that refuses the account', () => {
  let bed: DeliveryBed;
  let sink: SmtpSink;
  let dovecot: TestDovecot;
  let postfix: TestPostfix;
  let reader: ImapReader;
  let refusing = true;
  beforeAll(() => {
    refusing = true;
  });
  afterEach(async () => {
    await reader?.stop();
    await postfix?.remove();
    await dovecot?.remove();
    await sink?.stop();
    await bed?.close();
  });

  const cameBack = async () => {
    const { rows } = await bed.database.query<{ count: number }>('SELECT count(*) AS count FROM feedback');
    return rows[0]?.count ?? 0;
  };

  it.each(counts)('from its sixth message, for %i readers: paused, nobody lost, resumed', async (count) => {
    bed = await openDeliveryBed();
    bed.now = new Date();
    refusing = true;
    let heard = 0;
    sink = await startSmtpSink({
      onRcpt: () => {
        heard += 1;
        return refusing && heard > 5 ? { code: 550, text: 'Account disabled' } : undefined;
      },
    });
    dovecot = await startDovecot();
    const inbound: InboundContext = {
      acting: { database: bed.database, softBounces: { days: 5, withinDays: 30 }, log: silent },
      keys: { secretKeys: [secretKey], messageIdKey },
      reader: { read: async (raw) => readMail(raw) },
      ownDomains: [],
      clock: () => new Date(),
    };
    postfix = await startPostfix({
      ports: Object.fromEntries(
        Array.from({ length: 8 }, (_, index) => [`d${index}.example.com`, sink.port]),
      ),
      mailbox: { domain: returnPath.domain, maildir: dovecot.maildir, uid: dovecot.uid },
    });
    reader = startImapReader({
      address: parseImapUrl(dovecot.url()),
      doneFolder: 'Read',
      database: bed.database,
      log: silent,
      receive: (raw, alongside) => receiveMail(inbound, { raw, recipients: [], source: 'imap' }, alongside),
    });
    await addReaders(
      bed.database,
      Array.from({ length: count }, (_, index) => `reader-${index}@d${index % 8}.example.com`),
    );
    const digest = await addDigest(bed.database);
    const context = await bed.context(postfix.url, { returnPath });
    const control = () => findSendingControl(bed.database, digest);
    for (const slice of await fanOut(bed.database, digest)) await sendSlice(context, slice, never);
    // What Postfix had taken when the digest paused is refused and reported to the last.
    await waitFor('what was taken to be delivered or reported', async () => {
      const { sent = 0, deferred = 0 } = await statesOf(bed.database, digest);
      return (
        sink.messages.length + (await cameBack()) === sent + deferred && (await control())?.pausedAt !== null
      );
    });
    expect(await control()).toMatchObject({ pausedBy: 'breaker', pauseReason: 'same-refusal' });
    expect((await statesOf(bed.database, digest))['failed'] ?? 0).toBe(0);
    const { rows } = await bed.database.query(
      "SELECT FROM subscribers s WHERE state <> 'active' OR EXISTS (SELECT FROM suppressions)",
    );
    expect(rows).toEqual([]);

    refusing = false;
    await resumeDigest(bed.database, digest);
    bed.now = new Date(bed.now.getTime() + HOUR);
    await sweepDeliveries(bed.database, bed.now, 'hold');
    for (const slice of await openSlices(bed.database, digest)) await sendSlice(context, slice, never);
    await waitFor('everybody to have it', () => sink.messages.length === count);
    expect(await statesOf(bed.database, digest)).toEqual({ sent: count });
    expect(new Set(sink.messages.flatMap(({ to }) => to)).size).toBe(count);
  });
});
