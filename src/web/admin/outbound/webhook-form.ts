import { BroadsheetError } from '../../../errors.js';
import type { Texts } from '../../../i18n/texts.js';
import { eventTypes, isChosenType } from '../../../model/events.js';
import type { EndpointFault, EndpointRequest } from '../../../outbound/endpoint-request.js';
import { fieldOf, fieldsOf } from '../fields.js';
import type { OwnTurn } from '../turn.js';

/** What a form about an endpoint asks for. */
export function askedOf({ request }: OwnTurn): EndpointRequest {
  return {
    ...{ name: fieldOf(request, 'name'), url: fieldOf(request, 'url'), types: fieldsOf(request, 'type') },
    withAddresses: fieldOf(request, 'addresses') !== '',
  };
}

/** Why a form was not taken, as a part of the name of its sentence. @throws what is no fault of the form */
export function faultOf(error: unknown): EndpointFault {
  if (!(error instanceof BroadsheetError) || error.code !== 'INPUT_INVALID') throw error;
  return (error.details['reason'] ?? 'url') as EndpointFault;
}

/** What templates/web/admin/parts/webhook-form.liquid shows. */
export function endpointForm(
  { t }: Texts,
  { visit }: OwnTurn,
  { name, url, types, withAddresses }: EndpointRequest,
  fault: EndpointFault | null,
) {
  return {
    ...{ name, url, withAddresses },
    fault: fault === null ? null : t(`admin-webhooks.fault-${fault}`),
    types: eventTypes.filter(isChosenType).map((type) => ({ type, chosen: types.includes(type) })),
    mayRead: visit.actor.permissions.has('subscribers:read'),
  };
}
