import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import type { Texts } from '../../i18n/texts.js';
import { addressChangeUrl, preferencesUrl } from '../../model/links.js';
import {
  type AddressChangeOutcome,
  readAddressChange,
  refuseAddressChange,
} from '../../subscribers/confirm-address-change.js';
import type { PageContext, WebServer } from '../http/context.js';
import type { ClientLimit } from '../limits/rate-limits.js';
import { claimOf } from '../links/link-claim.js';
import { addressLinkOf, agreeToAddress, askForAddress } from '../readers/change-address.js';
import { type Message, sendMessage, toPapers, toSubscribe, type WayOn } from './message-page.js';

const schema = { params: Type.Object({ token: Type.String() }) };

/** Moving to another address: it is asked for on the page of preferences, and both addresses agree by a link. */
export function addressChangePages(server: WebServer, context: PageContext, signupLimit: ClientLimit): void {
  server.post('/preferences/:token/address', { schema, onRequest: signupLimit }, async (request, reply) => {
    const { token } = request.params;
    const { subscriberId } = await claimOf(context, 'preferences', token);
    const { address } = (request.body ?? {}) as { readonly address?: unknown };
    return ask(reply, context, { subscriberId, token, typed: typeof address === 'string' ? address : '' });
  });

  server.get('/address-change/:token', { schema }, async (request, reply) => {
    const { token } = request.params;
    const { standing, newAddress } = await readAddressChange(context.database, addressLinkOf(context, token));
    if (standing !== 'open') return answer(reply, context, standing);
    return sendMessage(reply, context, (texts) =>
      question(texts, addressChangeUrl('', token), newAddress ?? ''),
    );
  });

  server.post('/address-change/:token', { schema }, async (request, reply) => {
    const link = addressLinkOf(context, request.params.token);
    const agreed = await agreeToAddress(context, link, { via: 'link', ip: request.ip });
    return answer(reply, context, agreed);
  });

  server.post('/address-change/:token/refuse', { schema }, async (request, reply) => {
    const link = addressLinkOf(context, request.params.token);
    if (await refuseAddressChange(context.database, link)) return sendMessage(reply, context, refused);
    const { standing } = await readAddressChange(context.database, link);
    return answer(reply, context, standing === 'open' ? 'over' : standing);
  });
}

async function ask(
  reply: FastifyReply,
  context: PageContext,
  { subscriberId, token, typed }: { subscriberId: number; token: string; typed: string },
): Promise<FastifyReply> {
  const back = ({ t }: Texts): WayOn => ({
    href: preferencesUrl('', token),
    text: t('address-change.back'),
  });
  try {
    const result = await askForAddress(context, subscriberId, typed);
    const message = result === 'asked' ? asked : result === 'same' ? same : unmailed;
    reply.code(result === 'asked' ? 200 : 409);
    return sendMessage(reply, context, (texts) => ({
      ...message(texts),
      links: [back(texts), toPapers(texts)],
    }));
  } catch (error) {
    if (!(error instanceof BroadsheetError) || error.code !== 'ADDRESS_INVALID') throw error;
    const reason = error.details['reason'] === 'beyond-ascii' ? beyondAscii : invalid;
    return sendMessage(reply.code(422), context, (texts) => ({ ...reason(texts), links: [back(texts)] }));
  }
}

/** The same for every address that is not the reader's own, whatever is known of it. */
function asked({ t }: Texts): Message {
  return {
    heading: t('address-change.asked'),
    paragraphs: [t('address-change.asked-next'), t('address-change.asked-unless')],
  };
}

function same({ t }: Texts): Message {
  return { heading: t('address-change.same'), paragraphs: [t('address-change.same-next')] };
}

function unmailed({ t }: Texts): Message {
  return { heading: t('address-change.unmailed'), paragraphs: [t('address-change.unmailed-next')] };
}

function invalid({ t }: Texts): Message {
  return { heading: t('address-change.invalid'), paragraphs: [t('address-change.invalid-next')] };
}

function beyondAscii({ t }: Texts): Message {
  return { heading: t('address-change.unmailable'), paragraphs: [t('subscribe.beyond-ascii')] };
}

function refused({ t }: Texts): Message {
  return { heading: t('address-change.refused'), paragraphs: [t('address-change.refused-next')] };
}

function question({ t }: Texts, href: string, address: string): Message {
  return {
    heading: t('address-change.title'),
    paragraphs: [t('address-change.what', { address })],
    actions: [
      { href, button: t('address-change.agree') },
      {
        href: `${href}/refuse`,
        button: t('address-change.refuse'),
        quiet: true,
        note: t('address-change.refuse-note'),
      },
    ],
    links: [],
  };
}

/** The status of each answer; the texts are named like it. */
const STATUSES: Readonly<Record<Exclude<AddressChangeOutcome, 'superseded'>, number>> = {
  waiting: 200,
  changed: 200,
  unavailable: 409,
  over: 410,
};

function answer(
  reply: FastifyReply,
  context: PageContext,
  result: AddressChangeOutcome,
): Promise<FastifyReply> {
  if (result === 'superseded') {
    throw new BroadsheetError('TOKEN_REPLACED', 'Another change was asked for since.');
  }
  return sendMessage(reply.code(STATUSES[result]), context, (texts) => ({
    heading: texts.t(`address-change.${result}`),
    paragraphs: [texts.t(`address-change.${result}-next`)],
    links: result === 'over' ? [toPapers(texts), toSubscribe(texts)] : [toPapers(texts)],
  }));
}
