import { BroadsheetError } from '../../errors.js';
import { eventTypes, isChosenType } from '../../model/events.js';
import type { EndpointDay, WebhookDelivery, WebhookEndpoint } from '../../model/webhook.js';
import {
  changeWebhook,
  makeWebhook,
  removeWebhook,
  renewWebhookSecret,
  sendWebhookAgain,
  setWebhookState,
  testWebhook,
  type WebhooksActing,
} from '../../outbound/manage-webhooks.js';
import { proxiesOf } from '../../proxies.js';
import { listDeliveries } from '../../store/outbound/webhook-deliveries.js';
import { findEndpoint, listEndpoints } from '../../store/outbound/webhook-endpoints.js';
import { openStores, type Stores } from '../../wiring/wiring.js';
import { cliActor } from '../cli-actor.js';
import { inColumns } from '../in-columns.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export type WebhooksAction =
  | 'list'
  | 'add'
  | 'change'
  | 'test'
  | 'deliveries'
  | 'again'
  | 'pause'
  | 'resume'
  | 'secret'
  | 'remove';

export interface WebhooksOptions {
  readonly what: WebhooksAction;
  /** `add`: the URL; else the number of an endpoint. */
  readonly target?: string;
  readonly name?: string;
  /** `change`: the URL. */
  readonly url?: string;
  readonly events: readonly string[];
  readonly withAddresses?: boolean;
  readonly withoutAddresses?: boolean;
  readonly delivery?: string;
  readonly from?: Date;
  readonly until?: Date;
  readonly all?: boolean;
  /** One JSON object a line. */
  readonly json?: boolean;
}

const DELIVERIES_SHOWN = 100;

/** `broadsheet webhooks`: endpoints that events are sent to. */
export function webhooksCommand(terminal: Terminal, options: WebhooksOptions): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    const { database, clock, keyring, config } = stores;
    const acting = {
      ...{ database, clock, operatorKey: keyring.operatorKey },
      allowsPrivate: config.webhookPrivate,
    };
    switch (options.what) {
      case 'list':
        await list(terminal, stores, options);
        return 0;
      case 'add':
        await add(terminal, acting, options);
        return 0;
      case 'change':
        await changeOne(terminal, acting, options);
        return 0;
      case 'test':
        return test(terminal, stores, acting, idOf(options));
      case 'deliveries':
        await deliveries(terminal, stores, options);
        return 0;
      case 'again':
        await again(terminal, acting, options);
        return 0;
      default:
        await change(terminal, acting, options);
        return 0;
    }
  });
}

async function list(
  terminal: Terminal,
  { database, clock }: Stores,
  { json }: WebhooksOptions,
): Promise<void> {
  const endpoints = await listEndpoints(database, clock());
  if (json === true) for (const one of endpoints) terminal.out(`${JSON.stringify(one)}\n`);
  else if (endpoints.length === 0) terminal.out('There is no endpoint; webhooks add URL makes one.\n');
  else {
    const titles = ['id', 'name', 'state', 'delivered', 'failed', 'waiting', 'events', 'url'];
    terminal.out(`${inColumns([titles, ...endpoints.map(rowOf)]).join('\n')}\n`);
  }
}

function rowOf(endpoint: WebhookEndpoint & EndpointDay): string[] {
  const { id, name, state, disabledReason, failingSince, delivered, failed, waiting, types, url } = endpoint;
  const failing = failingSince === null ? '' : ` (failing since ${failingSince.toISOString().slice(0, 16)}Z)`;
  const shown = disabledReason === null ? state + failing : `${state} (${disabledReason})`;
  const all = types.length === eventTypes.filter(isChosenType).length;
  const counts = [delivered, failed, waiting].map(String);
  return [String(id), name, shown, ...counts, all ? 'all' : types.join(' '), url];
}

async function add(terminal: Terminal, acting: WebhooksActing, options: WebhooksOptions): Promise<void> {
  const { target, name, events, withAddresses = false } = options;
  if (target === undefined) throw input('Give the URL: broadsheet webhooks add https://example.org/hook');
  const types = events.length === 0 ? eventTypes.filter(isChosenType) : events;
  const asked = { name: name ?? hostOf(target), url: target, types, withAddresses };
  const { endpoint, secret } = await makeWebhook(acting, cliActor(), asked);
  terminal.out(`${secret}\n`);
  terminal.err(
    `This is the one time that the secret is shown; the receiver verifies with it. Endpoint ${endpoint.id} gets ` +
      `${endpoint.types.length} kinds of events from now on; broadsheet webhooks test ${endpoint.id} sends a test.\n`,
  );
}

async function changeOne(
  terminal: Terminal,
  acting: WebhooksActing,
  options: WebhooksOptions,
): Promise<void> {
  const { name, url, events, withAddresses, withoutAddresses } = options;
  const change = {
    ...(name === undefined ? {} : { name }),
    ...(url === undefined ? {} : { url }),
    ...(events.length === 0 ? {} : { types: events }),
    ...(withAddresses === true ? { withAddresses } : {}),
    ...(withoutAddresses === true ? { withAddresses: false } : {}),
  };
  if (Object.keys(change).length === 0)
    throw input('Say what: --name, --url, --events, --with-addresses or --without-addresses.');
  const endpoint = await changeWebhook(acting, cliActor(), idOf(options), change);
  terminal.out(`${endpoint.name} is changed; its secret stays\n`);
}

async function test(
  terminal: Terminal,
  { config, clock, log, closers }: Stores,
  acting: WebhooksActing,
  id: number,
): Promise<number> {
  const { openPoster } = await import('../../outbound/post-message.js');
  const poster = openPoster({ allowsPrivate: config.webhookPrivate, clock });
  closers.add('webhooks', () => poster.close());
  const tested = await testWebhook({ ...acting, poster, log }, cliActor(), id);
  terminal.out(`${inColumns([lineOf(tested)]).join('')}\n`);
  terminal.err(waySentBy(config.webhookPrivate));
  return tested.state === 'delivered' ? 0 : 69;
}

/** The service may run with another environment, on another machine: what differs is looked for here first. */
function waySentBy(allowsPrivate: boolean): string {
  const { httpsProxy = '' } = proxiesOf();
  const proxy = httpsProxy === '' ? 'no HTTPS_PROXY' : 'the HTTPS_PROXY of this environment';
  return (
    `This command sent it, from this machine, with WEBHOOK_PRIVATE=${allowsPrivate ? 'on' : 'off'} and ${proxy}. ` +
    'The service sends with the settings that it was started with; the page of the endpoint has a button that tests by those.\n'
  );
}

async function deliveries(terminal: Terminal, { database }: Stores, options: WebhooksOptions): Promise<void> {
  const id = idOf(options);
  if ((await findEndpoint(database, id)) === null)
    throw new BroadsheetError(
      'NOT_FOUND',
      'There is no endpoint with this number; broadsheet webhooks list has them.',
    );
  const found = await listDeliveries(database, id, { before: null, limit: DELIVERIES_SHOWN });
  if (options.json === true) for (const one of found) terminal.out(`${JSON.stringify(one)}\n`);
  else if (found.length === 0) terminal.out('Nothing was sent to it within the last 30 days.\n');
  else {
    const titles = ['id', 'happened', 'event', 'state', 'attempts', 'answer'];
    terminal.out(`${inColumns([titles, ...found.map(lineOf)]).join('\n')}\n`);
  }
}

function lineOf(delivery: WebhookDelivery): string[] {
  const { id, happenedAt, type, state, attempts, status, tookMs, error } = delivery;
  const answer = status === null ? (error ?? '') : `${status} in ${tookMs} ms`;
  return [id, happenedAt.toISOString(), type, state, String(attempts), answer];
}

async function again(terminal: Terminal, acting: WebhooksActing, options: WebhooksOptions): Promise<void> {
  const { delivery, from, until, all = false } = options;
  if (delivery === undefined && from === undefined)
    throw input(
      'Say what: --delivery ID, or --from and, where it ends, --until, as 2026-03-24 or 2026-03-24T08:00Z.',
    );
  const count = await sendWebhookAgain(acting, cliActor(), {
    ...{ endpointId: idOf(options), id: delivery ?? null, from: from ?? null, until: until ?? null },
    onlyMissed: delivery === undefined && !all,
  });
  terminal.out(`${count} wait to be sent again; a worker sends them within seconds.\n`);
}

async function change(terminal: Terminal, acting: WebhooksActing, options: WebhooksOptions): Promise<void> {
  const [actor, id] = [cliActor(), idOf(options)];
  if (options.what === 'remove') {
    await removeWebhook(acting, actor, id);
    terminal.out(`endpoint ${id} was removed\n`);
  } else if (options.what === 'secret') {
    const { secret, endpoint } = await renewWebhookSecret(acting, actor, id);
    terminal.out(`${secret}\n`);
    terminal.err(`The former secret signs as well until ${endpoint.formerUntil?.toISOString() ?? ''}.\n`);
  } else {
    const state = options.what === 'pause' ? 'paused' : 'active';
    const endpoint = await setWebhookState(acting, actor, id, state);
    terminal.out(`${endpoint.name} is ${endpoint.state}\n`);
  }
}

function idOf({ target }: WebhooksOptions): number {
  if (target !== undefined && /^[1-9]\d{0,14}$/.test(target)) return Number(target);
  throw input('Say which endpoint by its number; broadsheet webhooks list has them.');
}

function hostOf(url: string): string {
  return /^[a-z]+:\/\/([^/:?#]+)/i.exec(url)?.[1]?.slice(0, 80) ?? url.slice(0, 80);
}

function input(message: string): BroadsheetError {
  return new BroadsheetError('INPUT_INVALID', message);
}
