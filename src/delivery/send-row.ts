import { domainOf } from '../model/address.js';
import type { Envelope } from '../model/delivery.js';
import { composeDigest } from '../rendering/compose-digest.js';
import type { Edition } from '../rendering/edition.js';
import type { ComposedMessage } from '../rendering/message-parts.js';
import { deliveryMessageId } from '../signing/message-id.js';
import type { MarkedRow, SettledRow } from '../store/deliveries/delivery-ledger.js';
import type { OpenRow } from '../store/deliveries/open-rows.js';
import type { DeliveryContext } from './delivery-context.js';
import type { ReadyDigest } from './editions/compiled-digests.js';
import { envelopeOf, unsubscribeMailto } from './envelope-of.js';
import type { RunRow } from './ledger/marked-batch.js';
import type { ChosenRow } from './ledger/open-rows.js';
import { settleOutcome } from './ledger/settle-outcome.js';
import { refusalToCount } from './ledger/take-refusals.js';
import { readerLinks } from './reader-links.js';
import type { PooledConnection } from './relays/pooled-connection.js';
import { sendMessage } from './send-message.js';

/** What became of the rows of a slice. */
export type RowCounts = Record<'sent' | 'deferred' | 'failed' | 'uncertain' | 'skipped', number>;

/** What each row of a slice is sent with, whichever connection carries it. */
export interface RowRun {
  readonly context: DeliveryContext;
  readonly digest: ReadyDigest;
  /** Domains whose rows are deferred. */
  readonly limited: Set<string>;
  readonly counts: RowCounts;
}

/**
 * Sends the message of one row that was marked, over one connection.
 * @param following the row that the same connection carries next: its envelope may go out with the end of this one
 * @returns what the ledger is to record of it
 */
export async function sendRow(
  { context, digest, counts, limited }: RowRun,
  connection: PooledConnection,
  { row, marked }: RunRow,
  following: ChosenRow | null,
): Promise<SettledRow> {
  const { digestId, subscriberId, fence } = marked;
  const outcome = await sendMessage(context, connection, {
    envelope: envelopeOfRow(context, digestId, marked),
    compose: () => composeRow(context, digest, digest.editions.edition(row), marked),
    next:
      following === null || limited.has(domainOf(following.address))
        ? null
        : envelopeOfRow(context, digestId, following),
    ids: { digest: digestId, subscriber: subscriberId },
  });
  const terms = { now: context.clock(), policy: context.policy, random: context.random() };
  const settlement = settleOutcome(outcome, marked, terms);
  counts[settlement.state] += 1;
  context.breaker.onResult(digestId, outcome);
  const refusal = refusalToCount(outcome, marked.address);
  const { state, spent, nextAttemptAt, reason, dead } = settlement;
  const { relay } = connection;
  return {
    digestId,
    subscriberId,
    fence,
    relay,
    refusal,
    state,
    spent,
    nextAttemptAt,
    reason,
    dead,
    outcome,
  };
}

function envelopeOfRow(
  context: DeliveryContext,
  id: number,
  { subscriberId, address }: Pick<OpenRow, 'subscriberId' | 'address'>,
): Envelope {
  return envelopeOf(context, { kind: 'delivery', id, subscriberId }, address);
}

function composeRow(
  context: DeliveryContext,
  { issuedAt }: ReadyDigest,
  edition: Edition,
  row: MarkedRow,
): ComposedMessage {
  const { site, keys, clock } = context;
  const { digestId, subscriberId, addressVersion, address } = row;
  const { secretKeys, keyring } = keys;
  const links = readerLinks(site.publicUrl, secretKeys, { subscriberId, addressVersion, digestId, issuedAt });
  return composeDigest(edition, {
    address,
    messageId: deliveryMessageId(keyring.messageIdKey, digestId, subscriberId, domainOf(site.from.address)),
    date: clock(),
    unsubscribeMailto: unsubscribeMailto(context, { id: digestId, subscriberId }, address),
    unsubscribeUrl: links.unsubscribeUrl,
    preferencesUrl: links.preferencesUrl,
    answersUrl: links.answersUrl,
  });
}
