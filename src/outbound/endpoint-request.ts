import { BroadsheetError } from '../errors.js';
import { type EventType, eventTypes, isChosenType } from '../model/events.js';
import { oneLine } from '../model/one-line.js';
import { endpointUrlFault } from './post-message.js';

/** An endpoint as somebody asks for it. */
export interface EndpointRequest {
  readonly name: string;
  readonly url: string;
  readonly types: readonly string[];
  readonly withAddresses: boolean;
}

/** What is at fault in an endpoint as it is asked for. */
export type EndpointFault = 'name' | 'url' | 'types';

const LONGEST_NAME = 80;
const LONGEST_URL = 2_000;

/** @throws BroadsheetError INPUT_INVALID with what to give instead */
export function readEndpoint(request: EndpointRequest, allowsPrivate: boolean) {
  const name = oneLine(request.name);
  const url = request.url.trim();
  if (name === '' || name.length > LONGEST_NAME)
    throw invalid(`Give the endpoint a name of at most ${LONGEST_NAME} characters.`, 'name');
  const fault =
    url.length > LONGEST_URL
      ? 'an address of more than 2,000 characters'
      : endpointUrlFault(url, allowsPrivate);
  if (fault !== null) {
    const isWithin = !allowsPrivate && endpointUrlFault(url, true) === null;
    const within = isWithin ? ' To reach one within your own network set WEBHOOK_PRIVATE=on.' : '';
    throw invalid(`Give an https URL that everybody can reach; this is ${fault}.${within}`, 'url');
  }
  const unknown = request.types.find((type) => !isChosenType(type));
  if (unknown !== undefined || request.types.length === 0) {
    const what =
      unknown === undefined ? 'Name at least one event' : `There is no event ${unknown.slice(0, 40)}`;
    throw invalid(`${what}; there are ${eventTypes.filter(isChosenType).join(', ')}.`, 'types');
  }
  const types = eventTypes.filter((type) => request.types.includes(type)) as readonly EventType[];
  return { name, url, types, withAddresses: request.withAddresses };
}

/** @param reason what pages say it by, in words of their own */
export function invalid(message: string, reason: EndpointFault | 'disabled' | 'range'): BroadsheetError {
  return new BroadsheetError('INPUT_INVALID', message, { details: { reason } });
}
