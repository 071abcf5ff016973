import type { FastifyReply, onRequestAsyncHookHandler } from 'fastify';
import { addressParts } from '../../model/address.js';
import { requestSubscription } from '../../subscribers/request-subscription.js';
import { clientHash } from '../client-hash.js';
import type { PageContext, WebServer } from '../context.js';
import type { FormBody } from '../preferences-form.js';
import { preferencesFromJson } from '../preferences-json.js';
import { type CardSchedule, freshSchedule, scheduleFromCard } from '../subscribe-schedule.js';
import { type Message, sendMessage, todaysDateline, toPapers, type WayOn } from './message-page.js';
import { sendPage } from './send-page.js';

/** What the subscribe card shows: an address that was not accepted and why. */
export interface CardState {
  readonly address: string;
  readonly error: string | null;
  /** Preferences that were tried out before, as JSON; they go with the sign-up. */
  readonly preferences: string | null;
  readonly schedule: CardSchedule;
}

export const freshCard: CardState = {
  address: '',
  error: null,
  preferences: null,
  schedule: freshSchedule,
};

const toMailbox: WayOn = { href: '/mailbox', text: 'Open the mailbox' };

export function subscribePages(
  server: WebServer,
  context: PageContext,
  signupGate: onRequestAsyncHookHandler,
): void {
  server.get('/subscribe', async (_request, reply) => sendCard(reply, context, freshCard));

  server.post('/subscribe', { onRequest: signupGate }, async (request, reply) => {
    const form = (request.body ?? {}) as {
      readonly address?: unknown;
      readonly website?: unknown;
      readonly preferences?: unknown;
    } & FormBody;
    // A field that no person sees: what fills it is answered like anyone and forgotten.
    if (textOf(form.website) !== '') return sendMessage(reply, context, checkYourInbox(context));
    const typed = textOf(form.address);
    const tried = await preferencesFromJson(context.database, form.preferences);
    const { shown, schedule } = await scheduleFromCard(context.database, form);
    const parts = addressParts(typed);
    if (parts === null || shown.error !== null) {
      reply.code(422);
      return sendCard(reply, context, {
        address: typed.slice(0, 320),
        error: parts === null ? faultOf(typed) : null,
        preferences: tried === null ? null : textOf(form.preferences),
        schedule: shown,
      });
    }
    await requestSubscription(context.database, {
      address: parts.address,
      via: 'form',
      clientHash: clientHash(context.keyring, request.ip),
      preferences: schedule === null ? tried : { ...tried, schedule },
    });
    await context.queues.processSignups();
    return sendMessage(reply, context, checkYourInbox(context));
  });
}

function sendCard(reply: FastifyReply, context: PageContext, form: CardState): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'subscribe', { form, dateline: todaysDateline(context) });
}

/** The same for every address, whatever is known of it. */
function checkYourInbox({ mailbox }: PageContext): Message {
  return {
    heading: 'Check your inbox',
    paragraphs: [
      'A mail with a confirm button is on its way. Nothing else is sent before you press it.',
      'It is not there after a few minutes? Look among the junk. An address that is subscribed already gets no second mail.',
    ],
    links: mailbox === null ? [toPapers] : [toMailbox, toPapers],
  };
}

function faultOf(typed: string): string {
  if (typed.trim() === '') return 'Type an email address, like you@example.org.';
  return 'This is not an address that mail can be sent to. Check it for a typing error.';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
