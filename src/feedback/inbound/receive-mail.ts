import type { Queryable } from '../../store/database.js';
import { insertDmarcReport } from '../../store/feedback/dmarc-reports.js';
import type { EvidenceKeys } from '../acting/evidence.js';
import { type IncomingMail, mailReport } from '../acting/mail-report.js';
import { type ActingContext, recordReport } from '../acting/record-report.js';
import { reportsInMail } from '../dmarc/reports-in-mail.js';
import { isFromNamedLoop, type LoopOptions } from './feedback-loop.js';

/** What receiving mail needs, by whichever way it comes. */
export interface InboundContext {
  readonly acting: ActingContext;
  readonly keys: EvidenceKeys;
  readonly clock: () => Date;
  /** Feedback loops whose complaints are believed when they authenticate themselves. */
  readonly loops?: LoopOptions;
}

/**
 * Reads a message, keeps what it says and acts on it. When it resolves everything is committed, and the message
 * need not come again.
 * @param alongside what is committed together with it
 * @throws the database's error
 */
export async function receiveMail(
  { acting, keys, clock, loops }: InboundContext,
  mail: Omit<IncomingMail, 'receivedAt' | 'isFromLoop'> & { readonly raw: Buffer },
  alongside: (client: Queryable) => Promise<void> = async () => undefined,
): Promise<void> {
  const receivedAt = clock();
  const isFromLoop = loops !== undefined && (await isFromNamedLoop(mail.raw, loops));
  const report = mailReport(keys, { ...mail, receivedAt, isFromLoop });
  const isDmarc = report.events.some(({ event }) => event.reason === 'dmarc-aggregate');
  const dmarcReports = isDmarc ? reportsInMail(mail.raw) : [];
  await recordReport(acting, report, async (client) => {
    for (const each of dmarcReports) await insertDmarcReport(client, each, receivedAt);
    await alongside(client);
  });
}
