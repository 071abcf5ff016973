import type { FastifyReply, onRequestAsyncHookHandler } from 'fastify';
import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { addressChangeUrl, preferencesUrl } from '../../model/links.js';
import {
  type AddressChangeAnswer,
  readAddressChange,
  refuseAddressChange,
} from '../../subscribers/confirm-address-change.js';
import type { PageContext, WebServer } from '../context.js';
import { claimOf } from '../link-claim.js';
import { addressLinkOf, agreeToAddress, askForAddress } from '../move-reader.js';
import { type Message, sendMessage, toPapers, toSubscribe } from './message-page.js';

const schema = { params: Type.Object({ token: Type.String() }) };

/** Moving to another address: it is asked for on the page of preferences, and both addresses agree by a link. */
export function addressChangePages(
  server: WebServer,
  context: PageContext,
  signupGate: onRequestAsyncHookHandler,
): void {
  server.post('/preferences/:token/address', { schema, onRequest: signupGate }, async (request, reply) => {
    const { token } = request.params;
    const { subscriberId } = await claimOf(context, 'preferences', token);
    const { address } = (request.body ?? {}) as { readonly address?: unknown };
    return ask(reply, context, { subscriberId, token, typed: typeof address === 'string' ? address : '' });
  });

  server.get('/address-change/:token', { schema }, async (request, reply) => {
    const { token } = request.params;
    const { standing, newAddress } = await readAddressChange(context.database, addressLinkOf(context, token));
    if (standing !== 'open') return answer(reply, context, standing);
    return sendMessage(reply, context, () => question(addressChangeUrl('', token), newAddress ?? ''));
  });

  server.post('/address-change/:token', { schema }, async (request, reply) => {
    const link = addressLinkOf(context, request.params.token);
    const agreed = await agreeToAddress(context, link, { via: 'link', ip: request.ip });
    return answer(reply, context, agreed);
  });

  server.post('/address-change/:token/refuse', { schema }, async (request, reply) => {
    const link = addressLinkOf(context, request.params.token);
    if (await refuseAddressChange(context.database, link)) return sendMessage(reply, context, () => refused);
    const { standing } = await readAddressChange(context.database, link);
    return answer(reply, context, standing === 'open' ? 'over' : standing);
  });
}

async function ask(
  reply: FastifyReply,
  context: PageContext,
  { subscriberId, token, typed }: { subscriberId: number; token: string; typed: string },
): Promise<FastifyReply> {
  const back = { href: preferencesUrl('', token), text: 'Back to your preferences' };
  try {
    const result = await askForAddress(context, subscriberId, typed);
    const message = result === 'asked' ? checkBoth : result === 'same' ? same : unmailed;
    reply.code(result === 'asked' ? 200 : 409);
    return sendMessage(reply, context, (texts) => ({ ...message, links: [back, toPapers(texts)] }));
  } catch (error) {
    if (!(error instanceof BroadsheetError) || error.code !== 'ADDRESS_INVALID') throw error;
    return sendMessage(reply.code(422), context, () => ({ ...invalid, links: [back] }));
  }
}

/** The same for every address that is not the reader's own, whatever is known of it. */
const checkBoth: Message = {
  heading: 'Check both inboxes',
  paragraphs: [
    'Both addresses get a mail with a link. The digest moves when both have agreed, within 7 days; until then it comes as before.',
    'An address that is on the list already, or does not want mail, gets none.',
  ],
};

const same: Message = {
  heading: 'It is your address already',
  paragraphs: ['The digest comes to this address. Nothing was changed.'],
};

const unmailed: Message = {
  heading: 'No digest comes to you',
  paragraphs: ['So there is none to move. Subscribe with the new address instead.'],
};

const invalid: Message = {
  heading: 'This is not an address',
  paragraphs: ['Mail cannot be sent to it. Check it for a typing error; nothing was changed.'],
};

const refused: Message = {
  heading: 'Nothing changes',
  paragraphs: ['The digest goes where it went before, and the links in both mails are void.'],
};

function question(href: string, newAddress: string): Message {
  return {
    heading: 'Move the digest',
    paragraphs: [
      `From now on it would go to ${newAddress}. It moves when both addresses have agreed; preferences, saved papers and what was sent already move along.`,
    ],
    actions: [
      { href, button: 'Agree' },
      { href: `${href}/refuse`, button: 'Refuse', quiet: true, note: 'Everything stays as it is.' },
    ],
    links: [],
  };
}

/** What a page says of each answer, and with which status. */
const ANSWERS: Readonly<
  Record<Exclude<AddressChangeAnswer, 'superseded'>, { readonly status: number; readonly message: Message }>
> = {
  waiting: {
    status: 200,
    message: {
      heading: 'One address has agreed',
      paragraphs: ['Now the other one has to, by the link in its mail. Until then nothing changes.'],
    },
  },
  changed: {
    status: 200,
    message: {
      heading: 'The digest has moved',
      paragraphs: ['From now on it goes to the new address. Nothing more comes to the former one.'],
    },
  },
  unavailable: {
    status: 409,
    message: {
      heading: 'The digest cannot move there',
      paragraphs: [
        'The new address is on the list by itself by now, or does not want mail. The digest goes where it went before.',
      ],
    },
  },
  over: {
    status: 410,
    message: {
      heading: 'This change is over',
      paragraphs: ['It was refused, or it took too long. Ask again on the page of your preferences.'],
    },
  },
};

function answer(
  reply: FastifyReply,
  context: PageContext,
  result: AddressChangeAnswer,
): Promise<FastifyReply> {
  if (result === 'superseded') {
    throw new BroadsheetError('TOKEN_REPLACED', 'Another change was asked for since.');
  }
  const { status, message } = ANSWERS[result];
  return sendMessage(reply.code(status), context, (texts) =>
    result === 'over' ? { ...message, links: [toPapers(texts), toSubscribe(texts)] } : message,
  );
}
