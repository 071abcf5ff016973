import { createBoundedMap } from '../../../bounded-map.js';
import { parseJson } from '../json-values.js';
import { basicPassword, isOneOf, refused } from '../same-secret.js';
import type { Webhook, WebhookReading, WebhookRequest } from '../webhook.js';
import { readSesEvent } from './read-ses-event.js';
import { isSignedBy, readSnsMessage, type SnsMessage } from './sns-message.js';
import { certificateUrl, confirmationUrl } from './sns-urls.js';

export interface SesOptions {
  /** Topics whose messages are believed. */
  readonly topics: readonly string[];
  /** Passwords of the subscription's URL; any of them. Without one, messages of raw delivery are refused. */
  readonly passwords: readonly string[];
  /** Reads a URL that was checked. @throws BroadsheetError SNS_UNREACHABLE */
  readonly get: (url: URL) => Promise<string>;
  readonly log: { info(fields: object, event: string): void };
}

const NOTHING: WebhookReading = { events: [], onceOnly: null };
const MOST_CERTIFICATES = 10;

/**
 * Amazon SES through Amazon SNS. A message is verified by its signature; one of raw message delivery has none and
 * is believed for the password in the subscription's URL. A subscription to a topic that is listed is confirmed.
 */
export function sesWebhook(options: SesOptions): Webhook {
  const certificates = createBoundedMap<string, string>(MOST_CERTIFICATES);
  const certificateOf = async (url: URL): Promise<string> => {
    const known = certificates.get(url.href);
    if (known !== undefined) return known;
    const pem = await options.get(url);
    certificates.set(url.href, pem);
    return pem;
  };
  const verify = async (message: SnsMessage, now: Date): Promise<void> => {
    if (!options.topics.includes(message.topic)) throw refused('topic');
    const url = certificateUrl(message.certificateUrl, message.topic);
    if (url === null) throw refused('certificate-url');
    if (!isSignedBy(await certificateOf(url), message, now)) throw refused('signature');
  };
  return {
    provider: 'ses',
    read: async (request) => {
      const { headers, now } = request;
      const hasPassword = isOneOf(options.passwords, basicPassword(headers['authorization']));
      if (options.passwords.length > 0 && !hasPassword) throw refused('password');
      const payload = parseJson(request.body);
      const message = readSnsMessage(payload);
      if (message === null) return readRaw(options, request, payload);
      await verify(message, now);
      if (message.type === 'SubscriptionConfirmation') await confirm(options, message);
      if (message.type !== 'Notification') return NOTHING;
      return { events: readSesEvent(parseMessage(message.message), now), onceOnly: null };
    },
  };
}

function readRaw(
  { passwords, topics }: SesOptions,
  { headers, now }: WebhookRequest,
  payload: unknown,
): WebhookReading {
  if (passwords.length === 0) throw refused('unsigned');
  const topic = headers['x-amz-sns-topic-arn'];
  if (topic !== undefined && !topics.includes(topic)) throw refused('topic');
  return { events: readSesEvent(payload, now), onceOnly: null };
}

async function confirm({ get, log }: SesOptions, { subscribeUrl, topic }: SnsMessage): Promise<void> {
  const url = confirmationUrl(subscribeUrl ?? '', topic);
  if (url === null) throw refused('subscribe-url');
  await get(url);
  log.info({ topic }, 'sns-subscription-confirmed');
}

/** SES also publishes lines of text, such as the one that it sends when a topic is set up. */
function parseMessage(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
