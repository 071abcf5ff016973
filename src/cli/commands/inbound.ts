import { MINUTE_MS } from '../../durations.js';
import { BroadsheetError } from '../../errors.js';
import { removeFailedMail, retryFailedMail } from '../../feedback/inbound/failed-mail-acts.js';
import { failureReason } from '../../feedback/inbound/failure-reason.js';
import type { InboundContext } from '../../feedback/inbound/receive-mail.js';
import type { Queryable } from '../../store/database.js';
import { type FailedMail, findFailedMail, listFailedMails } from '../../store/feedback/failed-mails.js';
import { openStores } from '../../wiring/wiring.js';
import { openInbound } from '../../wiring/wiring-feedback.js';
import { cliActor } from '../cli-actor.js';
import { inColumns } from '../in-columns.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export type InboundAction = 'failed' | 'show' | 'retry' | 'remove';

export interface InboundOptions {
  readonly what: InboundAction;
  readonly ids: readonly number[];
  /** One JSON object a line. */
  readonly json?: boolean;
}

/** A person waits for it, and nobody else does. */
const RETRY_WITHIN_MS = MINUTE_MS;
const TITLES = ['id', 'received', 'by', 'bytes', 'reason', 'detail'];

/**
 * `broadsheet inbound`: what became of messages that could not be read or kept.
 * @throws BroadsheetError INPUT_INVALID where messages must be named, NOT_FOUND where one is not set aside
 */
export function inboundCommand(terminal: Terminal, { what, ids, json }: InboundOptions): Promise<number> {
  if (what !== 'failed' && ids.length === 0) {
    throw new BroadsheetError('INPUT_INVALID', 'Give ids; broadsheet inbound failed lists them.');
  }
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    if (what === 'failed') return list(terminal, await listFailedMails(stores.database), json === true);
    if (what === 'retry') return retryAll(terminal, await openInbound(stores, RETRY_WITHIN_MS), ids);
    for (const id of ids) {
      if (what === 'show') terminal.out((await findOrThrow(stores.database, id)).raw);
      else if (await removeFailedMail(stores, cliActor(), id)) terminal.out(`${id}: removed\n`);
      else throw unknownMail(id);
    }
    return 0;
  });
}

function list(terminal: Terminal, mails: readonly FailedMail[], json: boolean): number {
  if (json) for (const mail of mails) terminal.out(`${JSON.stringify(mail)}\n`);
  else if (mails.length === 0) terminal.out('No message is set aside.\n');
  else {
    const rows = mails.map(({ id, receivedAt, source, bytes, reason, detail }) => [
      ...[String(id), receivedAt.toISOString(), source, String(bytes), reason, detail],
    ]);
    terminal.out(`${inColumns([TITLES, ...rows]).join('\n')}\n`);
    terminal.err('show ID writes a message out, retry ID reads it again, remove ID deletes it.\n');
  }
  return 0;
}

/** Reads messages again, with more time, and acts on what they say. */
async function retryAll(
  terminal: Terminal,
  inbound: InboundContext,
  ids: readonly number[],
): Promise<number> {
  let exitCode = 0;
  for (const id of ids) {
    const failed = await retry(inbound, id);
    terminal.out(`${id}: ${failed ?? 'read and kept'}\n`);
    if (failed !== null) exitCode = 1;
  }
  return exitCode;
}

/** @returns why it failed again; null where it was kept and is set aside no more */
async function retry(inbound: InboundContext, id: number): Promise<string | null> {
  const mail = await findFailedMail(inbound.acting.database, id);
  if (mail === null) throw unknownMail(id);
  try {
    await retryFailedMail(inbound, cliActor(), { ...mail, id });
    return null;
  } catch (error) {
    const failure = failureReason(error);
    if (failure === null) throw error;
    return `failed again (${failure.reason}): ${failure.detail}`;
  }
}

async function findOrThrow(database: Queryable, id: number) {
  const mail = await findFailedMail(database, id);
  if (mail === null) throw unknownMail(id);
  return mail;
}

function unknownMail(id: number): BroadsheetError {
  return new BroadsheetError(
    'NOT_FOUND',
    `No message ${id} is set aside; broadsheet inbound failed lists them.`,
  );
}
