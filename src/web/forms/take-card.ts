import type { FastifyRequest } from 'fastify';
import type { AddressParts } from '../../model/address.js';
import { proposeAddress } from '../../model/propose-address.js';
import { readTypedAddress } from '../../model/typed-address.js';
import { requestSubscription } from '../../subscribers/request-subscription.js';
import type { PageContext } from '../http/context.js';
import { textsFor } from '../http/request-language.js';
import { clientHash } from '../links/client-hash.js';
import { addressFaultSentence } from './fault-sentences.js';
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

/** A field of a form as it was sent, to be sent once more. */
export interface SentField {
  readonly name: string;
  readonly value: string;
}

/** What was accepted, to be told and, where another address was probably meant, to be sent with that. */
export interface TakenCard {
  readonly address: string;
  readonly proposal: { readonly address: string; readonly fields: readonly SentField[] } | null;
}

export type CardAnswer =
  | { readonly taken: TakenCard; readonly refused: null }
  | { readonly taken: null; readonly refused: RefusedCard };

const KEPT_FIELDS = ['preferences', 'frequency', 'time', 'timeZone', 'zoneGuess'] as const;

/** Takes what the subscribe card sends, as a wish to subscribe. */
export async function takeCard(request: FastifyRequest, context: PageContext): Promise<CardAnswer> {
  const form = (request.body ?? {}) as FormBody;
  const typed = textOf(form['address']);
  const read = readTypedAddress(typed);
  // A field that no person sees: what fills it is answered like anyone and forgotten.
  if (textOf(form['website']) !== '') {
    return read.ok ? takenAs(read.parts, form) : { taken: told(typed.slice(0, 320)), refused: null };
  }
  const texts = textsFor(context, request);
  const tried = await preferencesFromJson(context.database, form['preferences'], context.config.topics.has);
  const { shown, schedule } = await scheduleFromCard(context.database, texts, form);
  if (!read.ok || shown.error !== null) {
    const refused = {
      address: addressToMend(typed, read),
      error: read.ok ? null : addressFaultSentence(texts, read.fault),
      preferences: tried === null ? null : textOf(form['preferences']),
      schedule: shown,
    };
    return { taken: null, refused };
  }
  const { address } = read.parts;
  await requestSubscription(context.database, {
    address,
    via: 'form',
    language: texts.language,
    clientHash: clientHash(context.keyring, request.ip),
    preferences: schedule === null ? tried : { ...tried, schedule },
  });
  await context.queues.processSignups();
  return takenAs(read.parts, form);
}

/** What the field shows again: as it was typed, or as it was probably meant where that is one press away. */
function addressToMend(typed: string, read: ReturnType<typeof readTypedAddress>): string {
  const meant = !read.ok && read.fault.reason === 'look-alike' ? read.fault.proposal : null;
  return meant ?? typed.slice(0, 320);
}

function takenAs(parts: AddressParts, form: FormBody): CardAnswer {
  const meant = proposeAddress(parts);
  if (meant === null) return { taken: told(parts.address), refused: null };
  const kept = KEPT_FIELDS.map((name) => ({ name, value: textOf(form[name]) }));
  const fields = [{ name: 'address', value: meant }, ...kept.filter(({ value }) => value !== '')];
  return { taken: { address: parts.address, proposal: { address: meant, fields } }, refused: null };
}

function told(address: string): TakenCard {
  return { address, proposal: null };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
