import type { Actor } from '../../model/actor.js';
import type { Acting } from '../../operators/acting.js';
import { permit } from '../../operators/permit.js';
import { recordAct } from '../../store/audit.js';
import { inTransaction } from '../../store/database.js';
import { deleteFailedMail } from '../../store/feedback/failed-mails.js';
import type { IncomingMail } from '../acting/mail-report.js';
import { type InboundContext, keepMail } from './receive-mail.js';

/**
 * Reads a message that was set aside once more, and acts on what it says.
 * @throws BroadsheetError FORBIDDEN; what {@link keepMail} throws where it fails again
 */
export function retryFailedMail(
  inbound: InboundContext,
  actor: Actor,
  {
    id,
    ...mail
  }: Omit<IncomingMail, 'receivedAt' | 'isFromLoop'> & { readonly id: number; readonly raw: Buffer },
): Promise<void> {
  permit(actor, 'system:run', inbound.clock());
  return keepMail(inbound, mail, async (client) => {
    await deleteFailedMail(client, id);
    await recordAct(client, actor, { action: 'failed-mail.retry', object: ['failed-mail', id] });
  });
}

/** Deletes a message that was set aside. @returns false where there is none with this id */
export function removeFailedMail({ database, clock }: Acting, actor: Actor, id: number): Promise<boolean> {
  permit(actor, 'system:run', clock());
  return inTransaction(database, async (client) => {
    const isRemoved = await deleteFailedMail(client, id);
    const object = ['failed-mail', id] as const;
    if (isRemoved) await recordAct(client, actor, { action: 'failed-mail.remove', object });
    return isRemoved;
  });
}
