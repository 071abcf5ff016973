import type { FastifyReply, onRequestAsyncHookHandler } from 'fastify';
import { addressParts } from '../../model/address.js';
import { requestSubscription } from '../../subscribers/request-subscription.js';
import type { Texts } from '../../texts/texts.js';
import { clientHash } from '../client-hash.js';
import type { PageContext, WebServer } from '../context.js';
import type { FormBody } from '../preferences-form.js';
import { preferencesFromJson } from '../preferences-json.js';
import { textsFor } from '../request-language.js';
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
    if (textOf(form.website) !== '')
      return sendMessage(reply, context, (texts) => checkYourInbox(context, texts));
    const texts = textsFor(context, request);
    const typed = textOf(form.address);
    const tried = await preferencesFromJson(context.database, form.preferences);
    const { shown, schedule } = await scheduleFromCard(context.database, texts, form);
    const parts = addressParts(typed);
    if (parts === null || shown.error !== null) {
      reply.code(422);
      return sendCard(reply, context, {
        address: typed.slice(0, 320),
        error: parts === null ? faultOf(texts, typed) : null,
        preferences: tried === null ? null : textOf(form.preferences),
        schedule: shown,
      });
    }
    await requestSubscription(context.database, {
      address: parts.address,
      via: 'form',
      language: texts.language,
      clientHash: clientHash(context.keyring, request.ip),
      preferences: schedule === null ? tried : { ...tried, schedule },
    });
    await context.queues.processSignups();
    return sendMessage(reply, context, (texts) => checkYourInbox(context, texts));
  });
}

function sendCard(reply: FastifyReply, context: PageContext, form: CardState): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'subscribe', (texts) => ({
    form,
    dateline: todaysDateline(context, texts),
  }));
}

/** The same for every address, whatever is known of it. */
function checkYourInbox({ mailbox }: PageContext, texts: Texts): Message {
  const toMailbox: WayOn = { href: '/mailbox', text: texts.say('subscribe.to-mailbox') };
  return {
    heading: texts.say('subscribe.check'),
    paragraphs: [texts.say('subscribe.check-confirm'), texts.say('subscribe.check-absent')],
    links: [...(mailbox === null ? [] : [toMailbox]), toPapers(texts)],
  };
}

function faultOf({ say }: Texts, typed: string): string {
  return typed.trim() === '' ? say('subscribe.no-address') : say('subscribe.not-an-address');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
