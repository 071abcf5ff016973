import { domainOf } from '../model/address.js';
import type { Outcome } from '../model/delivery.js';
import {
  addressChangeUrl,
  chooseUrl,
  confirmUrl,
  currentDigestUrl,
  preferencesUrl,
  resumeUrl,
  unsubscribeUrl,
  yourDataUrl,
} from '../model/links.js';
import { composeNotice } from '../rendering/compose-notice.js';
import type { ComposedMessage } from '../rendering/message-parts.js';
import { type LinkPurpose, makeLinkToken } from '../signing/link-token.js';
import { noticeMessageId } from '../signing/message-id.js';
import type { ClaimedNotice } from '../store/deliveries/notice-ledger.js';
import type { DeliveryContext } from './delivery-context.js';
import { nextDigestOf } from './due/next-digest-of.js';
import { envelopeOf, unsubscribeMailto } from './envelope-of.js';
import type { PooledConnection } from './relays/pooled-connection.js';
import { sendMessage } from './send-message.js';

/** Puts one claimed notice on the wire. Never rejects. */
export function sendNotice(
  context: DeliveryContext,
  connection: PooledConnection,
  notice: ClaimedNotice,
): Promise<Outcome> {
  const { id, subscriberId } = notice;
  return sendMessage(context, connection, {
    envelope: envelopeOf(context, { kind: 'notice', id, subscriberId }, notice.address),
    compose: () => compose(context, notice),
    next: null,
    ids: { notice: id, subscriber: subscriberId },
  });
}

async function compose(context: DeliveryContext, notice: ClaimedNotice): Promise<ComposedMessage> {
  const { templates, site, keys, clock } = context;
  const { id, kind, subscriberId, address } = notice;
  return composeNotice(templates[notice.language], site, {
    kind,
    address,
    newAddress: notice.newAddress,
    coming: kind === 'welcome' ? await nextDigestOf(context, subscriberId) : null,
    messageId: noticeMessageId(keys.keyring.messageIdKey, id, domainOf(site.from.address)),
    date: clock(),
    // Not about a digest.
    unsubscribeMailto: unsubscribeMailto(context, { id: 0, subscriberId }, address),
    ...linksOf(context, notice),
  });
}

interface NoticeLinks {
  readonly actionUrl: string | null;
  readonly unsubscribeUrl: string | null;
  readonly chooseUrl?: string;
}

/**
 * Confirming, coming back and moving are bound to the request or the leave that the notice is about, by its serial.
 * Links live from the moment of sending, not from that of the request.
 */
function linksOf({ site, keys, clock }: DeliveryContext, notice: ClaimedNotice): NoticeLinks {
  const { publicUrl } = site;
  const { subscriberId, addressVersion } = notice;
  const issuedAt = clock();
  const token = (purpose: LinkPurpose, serial: number): string =>
    makeLinkToken(keys.secretKeys, { purpose, subscriberId, addressVersion, serial, issuedAt });
  switch (notice.kind) {
    case 'confirmation':
      return { actionUrl: confirmUrl(publicUrl, token('confirm', notice.serial)), unsubscribeUrl: null };
    case 'welcome':
      return {
        actionUrl: currentDigestUrl(publicUrl, token('digest', 0)),
        chooseUrl: chooseUrl(publicUrl, token('preferences', 0)),
        unsubscribeUrl: unsubscribeUrl(publicUrl, token('unsubscribe', 0)),
      };
    case 'goodbye':
      return { actionUrl: resumeUrl(publicUrl, token('resume', notice.serial)), unsubscribeUrl: null };
    case 'own-links':
      return {
        actionUrl: preferencesUrl(publicUrl, token('preferences', 0)),
        unsubscribeUrl: unsubscribeUrl(publicUrl, token('unsubscribe', 0)),
      };
    case 'data-link':
      return { actionUrl: yourDataUrl(publicUrl, token('data', 0)), unsubscribeUrl: null };
    case 'data-exported':
    case 'data-erased':
      return { actionUrl: null, unsubscribeUrl: null };
    case 'address-old':
      return {
        actionUrl: addressChangeUrl(publicUrl, token('old-address', notice.serial)),
        unsubscribeUrl: null,
      };
    case 'address-new':
      return {
        actionUrl: addressChangeUrl(publicUrl, token('new-address', notice.serial)),
        unsubscribeUrl: null,
      };
  }
}
