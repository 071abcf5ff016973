import { alertSentence } from '../i18n/alert-words.js';
import { domainOf } from '../model/address.js';
import { composeAlerts } from '../rendering/compose-alerts.js';
import type { ComposedMessage } from '../rendering/message-parts.js';
import {
  type ClaimedAlertMail,
  claimAlertMail,
  gatherAlerts,
  settleAlertMail,
} from '../store/outbound/alert-mails.js';
import type { DeliveryContext } from './delivery-context.js';
import { RETRY_WRITE_FOR_MS, retryWrite } from './ledger/retry-write.js';
import { settleOutcome } from './ledger/settle-outcome.js';
import { overConnections, type Turn } from './relays/over-connections.js';
import { sendMessage } from './send-message.js';
import { createSharedStop } from './stop-reason.js';

/**
 * Makes mails of the alerts that wait and sends them, over the connections that notices use. Safe to call at any time,
 * by any number of workers. One of which nobody knows whether it was sent is sent again: an alert that comes twice
 * harms nobody, one that is lost does.
 * @param adminUrl where operators' pages are, without a slash at its end
 * @returns how many it dealt with
 */
export async function sendAlertMails(
  context: DeliveryContext,
  adminUrl: string,
  signal: AbortSignal,
): Promise<number> {
  const { database, clock, noticePool: pool, relays } = context;
  if (signal.aborted || relays.every(({ pace }) => pace.isLongPause())) return 0;
  await gatherAlerts(database, clock());
  const stop = createSharedStop(signal);
  let sent = 0;
  const sendWaiting = async (turn: Turn): Promise<void> => {
    while (!stop.signal.aborted) {
      if (turn.admit(null).kind === 'wait' && (await turn.wait(null)) === null) return;
      const mail = await claimAlertMail(database, clock());
      if (mail === null) return stop.stop('done');
      sent += 1;
      await sendOne(context, adminUrl, turn, mail);
    }
  };
  try {
    await overConnections({ pool, stop }, sendWaiting);
  } finally {
    stop.detach();
  }
  return sent;
}

async function sendOne(
  context: DeliveryContext,
  adminUrl: string,
  turn: Turn,
  mail: ClaimedAlertMail,
): Promise<void> {
  const { database, clock, site } = context;
  const { id, attempts, createdAt: sendableSince, address } = mail;
  const outcome = await sendMessage(context, turn.connection(), {
    envelope: { from: site.from.address, to: address },
    compose: () => compose(context, adminUrl, mail),
    next: null,
    ids: { alertMail: id },
  });
  const terms = { now: clock(), policy: 'resend', random: context.random() } as const;
  const { state, nextAttemptAt, reason } = settleOutcome(outcome, { attempts, sendableSince }, terms);
  const settled = state === 'deferred' ? 'pending' : state === 'sent' ? 'sent' : 'failed';
  await retryWrite(
    () => settleAlertMail(database, { id, attempts, state: settled, nextAttemptAt, reason }, clock()),
    RETRY_WRITE_FOR_MS,
  );
  if (settled === 'failed') context.log.error({ alertMail: id, reason }, 'alert-not-mailed');
}

function compose(
  { templates, site, clock }: DeliveryContext,
  adminUrl: string,
  { id, createdAt, address, language, alerts }: ClaimedAlertMail,
): Promise<ComposedMessage> {
  const { texts } = templates[language];
  const { number, t } = texts;
  return composeAlerts(templates[language], site, {
    address,
    // The same in each attempt, so that a repeated message can be seen to be the same one.
    messageId: `<alert-${id}-${createdAt.getTime().toString(36)}@${domainOf(site.from.address)}>`,
    date: clock(),
    pageUrl: `${adminUrl}/admin/alerts`,
    alerts: alerts.map(({ type, data, at, times }) => ({
      sentence: alertSentence(texts, type, data),
      when:
        times === 1
          ? texts.dates.moment(at)
          : t('mail-alert.times', { at: texts.dates.moment(at), times: number(times) }),
    })),
  });
}
