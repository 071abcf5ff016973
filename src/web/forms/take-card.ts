import type { FastifyRequest } from 'fastify';
import type { Texts } from '../../i18n/texts.js';
import { addressParts } from '../../model/address.js';
import { requestSubscription } from '../../subscribers/request-subscription.js';
import type { PageContext } from '../http/context.js';
import { textsFor } from '../http/request-language.js';
import { clientHash } from '../links/client-hash.js';
import type { FormBody } from './preferences-form.js';
import { preferencesFromJson } from './preferences-json.js';
import { type CardSchedule, scheduleFromCard } from './subscribe-schedule.js';

/** What was typed on the subscribe card and not accepted, and why. */
export interface RefusedCard {
  readonly address: string;
  readonly error: string | null;
  readonly preferences: string | null;
  readonly schedule: CardSchedule;
}

/** Takes what the subscribe card sends, as a wish to subscribe; null where it was accepted. */
export async function takeCard(request: FastifyRequest, context: PageContext): Promise<RefusedCard | null> {
  const form = (request.body ?? {}) as {
    readonly address?: unknown;
    readonly website?: unknown;
    readonly preferences?: unknown;
  } & FormBody;
  // A field that no person sees: what fills it is answered like anyone and forgotten.
  if (textOf(form.website) !== '') return null;
  const texts = textsFor(context, request);
  const typed = textOf(form.address);
  const tried = await preferencesFromJson(context.database, form.preferences, context.config.topics.has);
  const { shown, schedule } = await scheduleFromCard(context.database, texts, form);
  const parts = addressParts(typed);
  if (parts === null || shown.error !== null) {
    return {
      address: typed.slice(0, 320),
      error: parts === null ? faultOf(texts, typed) : null,
      preferences: tried === null ? null : textOf(form.preferences),
      schedule: shown,
    };
  }
  await requestSubscription(context.database, {
    address: parts.address,
    via: 'form',
    language: texts.language,
    clientHash: clientHash(context.keyring, request.ip),
    preferences: schedule === null ? tried : { ...tried, schedule },
  });
  await context.queues.processSignups();
  return null;
}

function faultOf({ t }: Texts, typed: string): string {
  return typed.trim() === '' ? t('subscribe.no-address') : t('subscribe.not-an-address');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
