import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import type { Texts } from '../../i18n/texts.js';
import { currentDigest } from '../../mailing/find-digest.js';
import { sendCurrent } from '../../mailing/send-current.js';
import { chooseUrl, preferencesUrl } from '../../model/links.js';
import type { LinkedSubscriber } from '../../signing/link-token.js';
import {
  changePreferences,
  completePreferences,
  preferencesFaults,
  readPreferences,
} from '../../subscribers/preferences.js';
import { topicChips } from '../forms/first-topics.js';
import type { FormBody } from '../forms/preferences-form.js';
import { scheduleFromForm } from '../forms/subscribe-schedule.js';
import type { PageContext, WebServer } from '../http/context.js';
import { textsFor } from '../http/request-language.js';
import { claimOf } from '../links/link-claim.js';
import { readerToken } from '../links/reader-token.js';
import { comingMail } from '../sentences/coming-mail.js';
import { gone, sendMessage, todaysDateline, toPapers } from './message-page.js';
import { contextOf } from './preferences-context.js';
import { sendPage } from './send-page.js';

const schema = { params: Type.Object({ token: Type.String() }) };
/** As the welcome links to it: with a topic that is to be chosen already. Anything else there is passed over. */
const opened = { ...schema, querystring: Type.Object({ follow: Type.Optional(Type.Unknown()) }) };

/** What is told above the choice. */
export interface ChooseWords {
  readonly heading: string;
  readonly paragraphs: readonly string[];
}

/** Topics, hour and how often in a few taps, for who subscribed just now. Opening it changes nothing; its button does. */
export function choosePages(server: WebServer, context: PageContext): void {
  server.get('/preferences/:token/start', { schema: opened }, async (request, reply) => {
    const claim = await claimOf(context, 'preferences', request.params.token);
    const { follow } = request.query;
    const { t } = textsFor(context, request);
    return sendChoice(reply, context, claim, {
      words: () => ({ heading: t('choose.title'), paragraphs: [] }),
      follow: typeof follow === 'string' && context.config.topics.has(follow) ? [follow] : [],
    });
  });

  server.post('/preferences/:token/start', { schema }, async (request, reply) => {
    const { token } = request.params;
    const { subscriberId } = await claimOf(context, 'preferences', token);
    const body = (request.body ?? {}) as FormBody;
    const kept = await keepChoice(context, textsFor(context, request), subscriberId, body);
    if (!kept) return sendMessage(reply.code(410), context, gone);
    const wantsDigest = body['send'] === 'digest';
    const isSent = wantsDigest && (await sendCurrent(context, subscriberId)).outcome === 'sent';
    const coming = await comingMail(context, subscriberId, 'next');
    const sending = ({ t }: Texts) => (isSent ? t('current-digest.sent-next') : t('choose.not-sent'));
    return sendMessage(reply, context, (texts) => ({
      heading: texts.t('choose.saved'),
      paragraphs: [...(wantsDigest ? [sending(texts)] : []), ...coming(texts)],
      links: [{ href: preferencesUrl('', token), text: texts.t('choose.to-all') }, toPapers(texts)],
    }));
  });
}

/** The page with the choice; the reader gets a link of their own to it. */
export async function sendChoice(
  reply: FastifyReply,
  context: PageContext,
  linked: LinkedSubscriber,
  { words, follow = [] }: { words: (texts: Texts) => ChooseWords; follow?: readonly string[] },
): Promise<FastifyReply> {
  const reader = await readPreferences(contextOf(context), linked.subscriberId);
  if (reader === null) return sendMessage(reply.code(410), context, gone);
  const token = readerToken(context, 'preferences', linked);
  const hasDigest = reader.state === 'active' && (await currentDigest(context.database)) !== null;
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'choose', (texts) => ({
    ...words(texts),
    dateline: todaysDateline(context, texts),
    action: chooseUrl('', token),
    all: preferencesUrl('', token),
    topics: topicChips(texts, context.config.topics, [...reader.rules.follow.topics, ...follow]),
    frequency: reader.schedule.frequency,
    time: reader.schedule.time ?? '',
    timeZone: reader.schedule.timeZone ?? '',
    hasDigest,
  }));
}

/** Only what the page asks is changed; all else stays as it was. */
async function keepChoice(
  context: PageContext,
  texts: Texts,
  subscriberId: number,
  body: FormBody,
): Promise<boolean> {
  const before = await readPreferences(contextOf(context), subscriberId);
  if (before === null) return false;
  const chosen = [body['topics']].flat().filter((name): name is string => typeof name === 'string');
  const topics = chosen.filter((name) => context.config.topics.has(name));
  const { schedule } = await scheduleFromForm(context.database, texts, body);
  const { follow, mute } = before.rules;
  const preferences = completePreferences({
    schedule: { ...before.schedule, frequency: 'daily', time: null, ...schedule },
    rules: {
      ...before.rules,
      follow: { ...follow, topics },
      mute: { ...mute, topics: mute.topics.filter((name) => !topics.includes(name)) },
    },
  });
  const faults = await preferencesFaults(context.database, preferences, context.config.topics.has);
  return faults.length > 0 || changePreferences(contextOf(context), subscriberId, preferences);
}
