import { listAt, textAt } from '../webhooks/json-values.js';
import { readSesEvent } from '../webhooks/ses/read-ses-event.js';
import type { ParsedMail } from './parsed-mail.js';
import type { ReadEvent } from './read-event.js';

export interface SesMail {
  readonly events: readonly ReadEvent[];
  /** Message-ID of the message that it is about; null where SES was not asked to return headers. */
  readonly messageId: string | null;
  /** Envelope sender of that message. */
  readonly returnPaths: readonly string[];
  /** List-Unsubscribe of that message, where SES returned headers. */
  readonly listUnsubscribe: readonly string[];
}

/** Amazon SNS begins such a mail with the notification and appends how to unsubscribe from the topic. */
const BEGINS = /^\s{0,8}\{\s{0,8}"(Type|notificationType|eventType)"\s{0,8}:/;

/**
 * Reads a notification of Amazon SES that a person subscribed to by e-mail, as the webhook would read it; with the
 * envelope of SNS or without.
 * @returns null where the mail is none, or its JSON is damaged
 */
export function readSesMail({ lines }: ParsedMail): SesMail | null {
  const text = lines.join('');
  if (!BEGINS.test(text)) return null;
  const payload = unwrapped(parsed(objectAtStart(text)));
  const told = readSesEvent(payload, new Date(0));
  if (told.length === 0) return null;
  const messageId = told[0]?.messageIds[0]?.replace(/^<|>$/g, '') ?? null;
  return {
    events: told.map(({ event }) => ({ ...event, aliases: [], words: event.rule })),
    messageId,
    returnPaths: told.slice(0, 1).flatMap(({ sender }) => sender ?? []),
    listUnsubscribe: listAt(payload, 'mail', 'headers')
      .filter((header) => textAt(header, 'name')?.toLowerCase() === 'list-unsubscribe')
      .flatMap((header) => textAt(header, 'value') ?? []),
  };
}

function unwrapped(payload: unknown): unknown {
  const { Type: type, Message: message } = (payload ?? {}) as { Type?: unknown; Message?: unknown };
  return type === 'Notification' && typeof message === 'string' ? parsed(message) : payload;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** From the first brace to the one that closes it. */
function objectAtStart(text: string): string {
  const start = text.indexOf('{');
  let depth = 0;
  let isString = false;
  for (let at = start; at >= 0 && at < text.length; at += 1) {
    const character = text[at];
    if (isString && character === '\\') at += 1;
    else if (character === '"') isString = !isString;
    else if (!isString && character === '{') depth += 1;
    else if (!isString && character === '}') {
      depth -= 1;
      if (depth === 0) return text.slice(start, at + 1);
    }
  }
  return text;
}
