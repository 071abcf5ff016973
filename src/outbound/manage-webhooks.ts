import { DAY_MS } from '../durations.js';
import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import type { WebhookDelivery, WebhookEndpoint } from '../model/webhook.js';
import type { Acting } from '../operators/acting.js';
import { permit } from '../operators/permit.js';
import { wrapKey } from '../signing/key-wrapping.js';
import { recordAct } from '../store/audit.js';
import { inTransaction, type Queryable } from '../store/database.js';
import {
  type AgainFilter,
  beginAnew,
  claimDelivery,
  findDelivery,
  insertTest,
  sendAgain,
} from '../store/outbound/webhook-deliveries.js';
import {
  deleteEndpoint,
  findEndpoint,
  findSentEndpoint,
  insertEndpoint,
  lockEndpoint,
  replaceSecret,
  setEndpointState,
  updateEndpoint,
} from '../store/outbound/webhook-endpoints.js';
import { type EndpointRequest, invalid, readEndpoint } from './endpoint-request.js';
import type { Poster } from './post-message.js';
import { sendDelivery } from './send-webhooks.js';
import { makeWebhookSecret, secretText } from './sign-message.js';

/** What acts on endpoints need, by whichever way they come. */
export interface WebhooksActing extends Acting {
  readonly operatorKey: Buffer;
  /** WEBHOOK_PRIVATE. */
  readonly allowsPrivate: boolean;
}

export interface MadeEndpoint {
  readonly endpoint: WebhookEndpoint;
  /** `whsec_…`; it is shown this once. */
  readonly secret: string;
}

const need = 'webhooks:manage';
/** For so long after a new secret the former one signs as well. */
const FORMER_FOR_MS = DAY_MS;

/**
 * Makes an endpoint; events that happen from now on are sent to it.
 * @throws BroadsheetError FORBIDDEN, also for addresses where the actor may not read them; FACTOR_NEEDED, INPUT_INVALID
 */
export async function makeWebhook(
  acting: WebhooksActing,
  actor: Actor,
  request: EndpointRequest,
): Promise<MadeEndpoint> {
  const now = acting.clock();
  permit(actor, need, now);
  const asked = readEndpoint(request, acting.allowsPrivate);
  if (asked.withAddresses) permit(actor, 'subscribers:read', now);
  const secret = makeWebhookSecret();
  const endpoint = await inTransaction(acting.database, async (client) => {
    const id = await insertEndpoint(client, {
      ...{ ...asked, secret: wrapKey(acting.operatorKey, secret), now },
      madeBy: actor.kind === 'operator' ? actor.id : null,
      madeWith: actor.kind === 'key' ? actor.id : null,
    });
    const { name, types, withAddresses } = asked;
    const facts = { name, types, withAddresses };
    await recordAct(client, actor, { action: 'webhook.make', object: ['webhook', id], facts });
    return existing(await findEndpoint(client, id));
  });
  return { endpoint, secret: secretText(secret) };
}

/**
 * Changes what an endpoint is called, where it is and what it listens to; its secrets stay, and what waits for it goes to
 * where it is now. At another address what failed before counts no more, and what waits is sent at once; one that is
 * disabled stays so.
 * @param change what is absent stays
 * @throws BroadsheetError FORBIDDEN, also where it is sent addresses and the actor may not read them; FACTOR_NEEDED,
 *   NOT_FOUND, INPUT_INVALID
 */
export function changeWebhook(
  acting: WebhooksActing,
  actor: Actor,
  id: number,
  change: Partial<EndpointRequest>,
): Promise<WebhookEndpoint> {
  return act(acting, actor, id, async (client, former) => {
    const asked = readEndpoint({ ...former, ...change }, acting.allowsPrivate);
    if (asked.withAddresses) permit(actor, 'subscribers:read', acting.clock());
    if (!(await updateEndpoint(client, id, asked))) return null;
    const isMoved = asked.url !== former.url;
    if (isMoved) await beginAnew(client, id, acting.clock());
    const { name, types, withAddresses } = asked;
    // The address itself may hold a secret of the receiver.
    const facts = { name, former: former.name, types, withAddresses, isMoved };
    return { action: 'webhook.change', facts };
  });
}

/**
 * Pauses an endpoint, or lets it be sent to again; one that was disabled begins anew. What happens while it is paused
 * waits for it.
 * @throws BroadsheetError FORBIDDEN, FACTOR_NEEDED, NOT_FOUND
 */
export function setWebhookState(
  acting: WebhooksActing,
  actor: Actor,
  id: number,
  state: 'active' | 'paused',
): Promise<WebhookEndpoint> {
  return act(acting, actor, id, async (client, endpoint) => {
    if (!(await setEndpointState(client, id, state))) return null;
    const action = state === 'paused' ? 'webhook.pause' : 'webhook.resume';
    return { action, facts: { name: endpoint.name, former: endpoint.state } };
  });
}

/**
 * Makes a new secret. For a day the former one signs as well, so that a receiver can change over.
 * @throws BroadsheetError FORBIDDEN, FACTOR_NEEDED, NOT_FOUND
 */
export async function renewWebhookSecret(
  acting: WebhooksActing,
  actor: Actor,
  id: number,
): Promise<MadeEndpoint> {
  const secret = makeWebhookSecret();
  const formerUntil = new Date(acting.clock().getTime() + FORMER_FOR_MS);
  const endpoint = await act(acting, actor, id, async (client, { name }) => {
    await replaceSecret(client, id, { secret: wrapKey(acting.operatorKey, secret), formerUntil });
    return { action: 'webhook.renew-secret', facts: { name } };
  });
  return { endpoint, secret: secretText(secret) };
}

/**
 * Removes an endpoint with its deliveries.
 * @throws BroadsheetError FORBIDDEN, FACTOR_NEEDED, NOT_FOUND
 */
export async function removeWebhook(acting: WebhooksActing, actor: Actor, id: number): Promise<void> {
  permit(actor, need, acting.clock());
  await inTransaction(acting.database, async (client) => {
    const { name } = existing(await findEndpoint(client, id));
    await deleteEndpoint(client, id);
    await recordAct(client, actor, { action: 'webhook.remove', object: ['webhook', id], facts: { name } });
  });
}

/**
 * Has deliveries sent once more, one or those of a range of time, under the ids that they had.
 * @returns how many
 * @throws BroadsheetError FORBIDDEN, FACTOR_NEEDED, NOT_FOUND, INPUT_INVALID where neither a delivery nor a beginning is
 *   named, which would be all that there is
 */
export async function sendWebhookAgain(
  acting: WebhooksActing,
  actor: Actor,
  filter: AgainFilter,
): Promise<number> {
  const { id, from, until, onlyMissed } = filter;
  if (id === null && from === null)
    throw invalid('Name a delivery, or from when on events are sent again.', 'range');
  if (from !== null && until !== null && from >= until)
    throw invalid('The range of time ends before it begins.', 'range');
  let count = 0;
  await act(acting, actor, filter.endpointId, async (client, { name, state }) => {
    if (state === 'disabled') throw refuseDisabled(name);
    if (id !== null && (await findDelivery(client, filter.endpointId, id)) === null)
      throw new BroadsheetError(
        'NOT_FOUND',
        'This endpoint has no such delivery; the list of its deliveries has their ids.',
      );
    count = await sendAgain(client, filter, acting.clock());
    return count === 0
      ? null
      : { action: 'webhook.send-again', facts: { name, id, from, until, onlyMissed, count } };
  });
  return count;
}

/**
 * Sends a test at once, whatever the endpoint listens to, and waits for the answer: no worker is needed for it.
 * @throws BroadsheetError FORBIDDEN, FACTOR_NEEDED, NOT_FOUND
 */
export async function testWebhook(
  acting: WebhooksActing & {
    readonly poster: Poster;
    readonly log: { warn(fields: object, event: string): void };
  },
  actor: Actor,
  id: number,
): Promise<WebhookDelivery> {
  let message = '';
  await act(acting, actor, id, async (client, { name }) => {
    message = await insertTest(client, id, acting.clock());
    return { action: 'webhook.test', facts: { name } };
  });
  const endpoint = await findSentEndpoint(acting.database, id);
  const delivery = await claimDelivery(acting.database, message);
  if (endpoint !== null && delivery !== null) await sendDelivery(acting, endpoint, delivery);
  const tested = await findDelivery(acting.database, id, message);
  if (tested === null) throw notFound();
  return tested;
}

interface Done {
  readonly action: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** @param change what is done, and how the audit calls it; null: nothing had to be */
async function act(
  { database, clock }: WebhooksActing,
  actor: Actor,
  id: number,
  change: (client: Queryable, endpoint: WebhookEndpoint) => Promise<Done | null>,
): Promise<WebhookEndpoint> {
  permit(actor, need, clock());
  return inTransaction(database, async (client) => {
    const done = await change(client, existing(await lockEndpoint(client, id)));
    if (done !== null) await recordAct(client, actor, { ...done, object: ['webhook', id] });
    return existing(await findEndpoint(client, id));
  });
}

function refuseDisabled(name: string): BroadsheetError {
  return invalid(`${name} is disabled; switch it on first.`, 'disabled');
}

function existing(endpoint: WebhookEndpoint | null): WebhookEndpoint {
  if (endpoint === null) throw notFound();
  return endpoint;
}

function notFound(): BroadsheetError {
  return new BroadsheetError('NOT_FOUND', 'There is no endpoint with this number.');
}
