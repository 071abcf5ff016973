import { createHash } from 'node:crypto';
import type { DmarcReport } from '../../store/feedback/dmarc-reports.js';
import type { MailContents } from '../acting/mail-report.js';
import { reportsInMail } from '../dmarc/reports-in-mail.js';
import { classifyMail } from '../reading/classify-mail.js';
import { field, readFields } from '../reading/mime/header-fields.js';
import { mailText } from '../reading/mime/mail-text.js';

/** Everything that is read of a message. */
export interface ReadMail extends MailContents {
  readonly dmarcReports: readonly DmarcReport[];
}

/** Reads messages, one after the other; the service does so in a thread of its own. */
export interface MailReader {
  /** @throws RefusedInput where the message exceeds a bound */
  read(raw: Uint8Array): Promise<ReadMail>;
}

/**
 * Reads a message (RFC 5322) to its end: what it reports, and the DMARC reports in it. Pure.
 * @throws RefusedInput where what it brings exceeds a bound
 */
export function readMail(raw: Uint8Array): ReadMail {
  const reading = classifyMail(raw);
  const isDmarc = reading.events.some(({ reason }) => reason === 'dmarc-aggregate');
  return { reading, digest: digestOf(raw), dmarcReports: isDmarc ? reportsInMail(raw) : [] };
}

function digestOf(raw: Uint8Array): Uint8Array {
  const text = mailText(raw);
  const { fields, end } = readFields(text);
  const name = ['message-id', 'date', 'from'].map((header) => field(fields, header)).join('\n');
  return createHash('sha256').update(`${name}\n`).update(text.slice(end).trimEnd(), 'latin1').digest();
}
