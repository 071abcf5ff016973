import { createHash } from 'node:crypto';
import { inTransaction, type Queryable } from '../../store/database.js';
import { insertDmarcReport } from '../../store/feedback/dmarc-reports.js';
import { insertFailedMail } from '../../store/feedback/failed-mails.js';
import type { EvidenceKeys } from '../acting/evidence.js';
import { type IncomingMail, mailReport } from '../acting/mail-report.js';
import { type ActingContext, recordReport } from '../acting/record-report.js';
import { type FailureReason, failureReason } from './failure-reason.js';
import { isFromNamedLoop, type LoopOptions } from './feedback-loop.js';
import type { MailReader } from './read-mail.js';

/** What receiving mail needs, by whichever way it comes. */
export interface InboundContext {
  readonly acting: ActingContext;
  readonly keys: EvidenceKeys;
  readonly reader: MailReader;
  /** Domains in whose name mail is sent; DMARC reports for others are refused. */
  readonly ownDomains: readonly string[];
  readonly clock: () => Date;
  /** Feedback loops whose complaints are believed when they authenticate themselves. */
  readonly loops?: LoopOptions;
}

/** A report with the message that came back has some 100 KB. */
export const MOST_MAIL_OCTETS = 5_000_000;

type Received = Omit<IncomingMail, 'receivedAt' | 'isFromLoop'> & { readonly raw: Buffer };
type Alongside = (client: Queryable) => Promise<void>;

const nothing: Alongside = async () => undefined;

/**
 * Reads a message, keeps what it says and acts on it; one that cannot be read or kept is set aside with its reason.
 * When it resolves everything is committed, and the message need not come again.
 * @param alongside what is committed together with it
 * @throws what a later attempt may not meet: the database's connection, a service that ends
 */
export async function receiveMail(
  context: InboundContext,
  mail: Received,
  alongside: Alongside = nothing,
): Promise<void> {
  try {
    await keepMail(context, mail, alongside);
  } catch (error) {
    const failure = failureReason(error);
    if (failure === null) throw error;
    await setAside(context, mail, failure, alongside);
  }
}

/**
 * The same without setting aside.
 * @throws RefusedInput where the message exceeds a bound; the database's error
 */
export async function keepMail(
  context: InboundContext,
  mail: Received,
  alongside: Alongside = nothing,
): Promise<void> {
  const { acting, keys, reader, clock, loops } = context;
  const receivedAt = clock();
  const { dmarcReports, ...contents } = await reader.read(mail.raw);
  const own = dmarcReports.filter(({ domain }) => isOwnDomain(context.ownDomains, domain));
  const refused = dmarcReports.length - own.length;
  const complains = contents.reading.events.some((event) => event.class === 'complaint');
  const isFromLoop = complains && loops !== undefined && (await isFromNamedLoop(mail.raw, loops));
  const report = mailReport(keys, { ...mail, receivedAt, isFromLoop }, contents);
  await recordReport(acting, report, async (client) => {
    for (const each of own) await insertDmarcReport(client, each, receivedAt);
    await alongside(client);
  });
  if (refused > 0) acting.log.warn({ refused }, 'dmarc-reports-refused');
}

async function setAside(
  { acting, clock }: InboundContext,
  { source, recipients, raw }: Received,
  { reason, detail }: FailureReason,
  alongside: Alongside,
): Promise<void> {
  const rawHash = createHash('sha256').update(raw).digest();
  await inTransaction(acting.database, async (client) => {
    await insertFailedMail(client, {
      source,
      reason,
      detail: detail.slice(0, 300).replaceAll('\0', ' '),
      recipients,
      raw,
      rawHash,
      receivedAt: clock(),
    });
    await alongside(client);
  });
  acting.log.warn({ source, reason, bytes: raw.length }, 'inbound-mail-failed');
}

/**
 * Whether a DMARC report can be about our mail: its policy is published for one of our domains, for a parent of one
 * (RFC 7489 §6.6.3 looks there where the domain itself has none), or for a name under one.
 * @param own in lower case
 */
function isOwnDomain(own: readonly string[], reported: string): boolean {
  const domain = reported.toLowerCase().replace(/\.$/, '');
  if (!domain.includes('.')) return false;
  return own.some((name) => name === domain || name.endsWith(`.${domain}`) || domain.endsWith(`.${name}`));
}
