import type { FastifyRequest } from 'fastify';
import type { AddressParts } from '../../model/address.js';
import { proposeAddress } from '../../model/propose-address.js';
import type { TypedAddress } from '../../model/typed-address.js';
import { readCarriedAddress } from '../../subscribers/carried-address.js';
import type { PageContext } from '../http/context.js';
import { textsFor } from '../http/request-language.js';
import { addressFaultSentence } from './fault-sentences.js';
import { type FormOrigin, originFields, originOfForm, sentOrigin } from './form-origin.js';
import type { FormBody } from './preferences-form.js';
import { preferencesFromJson } from './preferences-json.js';
import { type FormSchedule, scheduleFromForm } from './subscribe-schedule.js';
import { takeSignup } from './take-signup.js';

/** What was typed on the subscribe form and not accepted, and why. */
export interface RefusedForm {
  readonly address: string;
  readonly error: string | null;
  readonly preferences: string | null;
  readonly schedule: FormSchedule;
  readonly origin: FormOrigin;
}

/** A field of a form as it was sent, to be sent once more. */
export interface SentField {
  readonly name: string;
  readonly value: string;
}

/** What was accepted, to be told and, where another address was probably meant, to be sent with that. */
export interface TakenForm {
  readonly address: string;
  /** Whether so many ask that its mail may take a while. */
  readonly delayed: boolean;
  readonly proposal: { readonly address: string; readonly fields: readonly SentField[] } | null;
}

/** What was sent, to be sent once more with a proof. */
export interface FormToProve {
  /** An ALTCHA challenge, as JSON. */
  readonly challenge: string;
  /** Whether the hidden field was filled; else many ask at the moment. */
  readonly trapped: boolean;
  readonly fields: readonly SentField[];
}

export type FormAnswer =
  | { readonly taken: TakenForm }
  | { readonly prove: FormToProve }
  | { readonly refused: RefusedForm };

const KEPT_FIELDS = ['preferences', 'frequency', 'time', 'timeZone', 'zoneGuess', ...originFields] as const;
/** No person sees it, and no browser has a value for a field of this name. */
const TRAP = 'unused';

/** Takes what the subscribe form sends, as a wish to subscribe. */
export async function takeForm(request: FastifyRequest, context: PageContext): Promise<FormAnswer> {
  const form = (request.body ?? {}) as FormBody;
  const typed = textOf(form['address']);
  const read = await readCarriedAddress(context.database, typed);
  const texts = textsFor(context, request);
  const tried = await preferencesFromJson(context.database, form['preferences'], context.config.topics.has);
  const { shown, schedule } = await scheduleFromForm(context.database, texts, form);
  if (!read.ok || shown.error !== null) {
    const refused = {
      address: addressToMend(typed, read),
      error: read.ok ? null : addressFaultSentence(texts, read.fault),
      preferences: tried === null ? null : textOf(form['preferences']),
      schedule: shown,
      origin: sentOrigin(form, context),
    };
    return { refused };
  }
  const { address } = read.parts;
  const trapped = textOf(form[TRAP]) !== '';
  const answer = await takeSignup(context, request, {
    address,
    via: 'form',
    origin: originOfForm(request, form, context),
    language: texts.language,
    preferences: schedule === null ? tried : { ...tried, schedule },
    proof: textOf(form['proof']),
    waits: textOf(form['later']) !== '',
    trapped,
  });
  if (answer !== 'prove') return { taken: takenAs(read.parts, form, answer === 'delayed') };
  const challenge = JSON.stringify(await context.proofs.ask(address));
  return { prove: { challenge, trapped, fields: fieldsWith(address, form) } };
}

/** What the field shows again: as it was typed, or as it was probably meant where that is one press away. */
function addressToMend(typed: string, read: TypedAddress): string {
  const meant = !read.ok && read.fault.reason === 'look-alike' ? read.fault.proposal : null;
  return meant ?? typed.slice(0, 320);
}

function takenAs(parts: AddressParts, form: FormBody, delayed: boolean): TakenForm {
  const meant = proposeAddress(parts);
  const proposal = meant === null ? null : { address: meant, fields: fieldsWith(meant, form) };
  return { address: parts.address, delayed, proposal };
}

/** The form as it was sent, for this address. */
function fieldsWith(address: string, form: FormBody): readonly SentField[] {
  const kept = KEPT_FIELDS.map((name) => ({ name, value: textOf(form[name]) }));
  return [{ name: 'address', value: address }, ...kept.filter(({ value }) => value !== '')];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
