import type { FastifyReply } from 'fastify';
import type { Texts } from '../../i18n/texts.js';
import type { Language } from '../../model/language.js';
import { versionOfPackage } from '../../package-folder.js';
import { languageOf } from '../http/request-language.js';
import type { ViewName } from '../http/views.js';
import type { AdminContext } from './admin-context.js';
import { frameLinks } from './frame-links.js';
import type { Turn } from './turn.js';

const VERSION = versionOfPackage();

/** The operator's own language; before signing in, the one that the browser asks for. */
export function languageOfTurn({ request, visit }: Pick<Turn, 'request' | 'visit'>): Language {
  return visit?.session.operator.language ?? languageOf(request);
}

export function textsOfTurn({ texts }: Pick<AdminContext, 'texts'>, turn: Turn): Texts {
  return texts[languageOfTurn(turn)];
}

/** A page in the frame of the admin; without a session the frame has no links. */
export async function sendAdmin(
  turn: Turn,
  context: AdminContext,
  view: Extract<ViewName, `admin/${string}`>,
  make: (texts: Texts) => object | Promise<object>,
): Promise<FastifyReply> {
  const { request, reply, visit } = turn;
  const language = languageOfTurn(turn);
  const texts = context.texts[language];
  const [path = ''] = request.url.split('?', 1);
  const isIn = visit?.session.step === 'full';
  const frame = isIn
    ? frameLinks(texts, visit.actor.permissions, { path, hasMailbox: context.mailbox !== null })
    : null;
  const values = {
    ...(await make(texts)),
    base: context.place.base,
    formKey: visit?.formKey ?? '',
    frame,
    who: visit?.session.operator.name ?? null,
    version: VERSION,
  };
  reply.header('content-language', language).header('vary', 'Cookie, Accept-Language');
  return reply.type('text/html; charset=utf-8').send(context.views.render(language, view, values));
}

/** A short page: what is so, and where to go on. */
export function sendAdminMessage(
  turn: Turn,
  context: AdminContext,
  make: (texts: Texts) => {
    readonly heading: string;
    readonly paragraphs: readonly string[];
    readonly links?: readonly { readonly href: string; readonly text: string }[];
  },
): Promise<FastifyReply> {
  return sendAdmin(turn, context, 'admin/message', (texts) => ({ links: [], ...make(texts) }));
}
