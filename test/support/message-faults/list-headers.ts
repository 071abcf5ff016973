import type { WireEntity } from './raw-message.js';
import { valuesOf } from './raw-message.js';

const HTTP = /^<https?:\/\/[^<>\s]+>$/;

/** RFC 8058, RFC 2369, RFC 2919: what a message to a list must tell of the list. */
export function listFaults(message: WireEntity): string[] {
  return [
    ...unsubscribeFaults(message),
    ...required(message, 'List-Unsubscribe-Post', /^List-Unsubscribe=One-Click$/),
    ...required(message, 'List-Id', /^(?:[^<>]+ )?<[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+>$/),
    ...required(message, 'List-Help', /^<(?:https?|mailto):[^<>\s]+>$/),
    ...required(message, 'List-Archive', HTTP),
    ...required(message, 'List-Owner', /^<mailto:[^<>\s]+>$/),
    // RFC 3834 §5.2, Exchange, and older programs: nobody answers a digest.
    ...required(message, 'Auto-Submitted', /^auto-generated$/),
    ...required(message, 'X-Auto-Response-Suppress', /^OOF, AutoReply$/),
    ...required(message, 'Precedence', /^bulk$/),
    ...required(message, 'Feedback-ID', /^(?:[^:\s]+:){0,3}[^:\s]{5,15}$/),
  ];
}

/** What a message that answers a person's own request must and must not carry (RFC 3834 §5.2). */
export function noticeFaults(message: WireEntity): string[] {
  const hasPost = valuesOf(message, 'List-Unsubscribe-Post').length > 0;
  const hasLink = valuesOf(message, 'List-Unsubscribe').length > 0;
  return [
    ...required(message, 'Auto-Submitted', /^auto-generated$/),
    ...(hasPost === hasLink ? [] : ['List-Unsubscribe and List-Unsubscribe-Post go together']),
    ...(hasLink ? unsubscribeFaults(message) : []),
  ];
}

function unsubscribeFaults(message: WireEntity): string[] {
  const [field] = message.fields.filter(({ key }) => key === 'list-unsubscribe');
  if (field === undefined) return ['List-Unsubscribe is missing'];
  const uris = field.value.split(/,[ \t]*(?=<)/);
  return [
    ...(field.lines.length === 1 ? [] : ['List-Unsubscribe is folded']),
    ...(uris.filter((uri) => HTTP.test(uri)).length === 1 ? [] : ['List-Unsubscribe needs one http(s) URI']),
    ...(uris.every((uri) => HTTP.test(uri) || /^<mailto:[^<>\s]+>$/.test(uri))
      ? []
      : [`List-Unsubscribe is malformed: ${field.value}`]),
  ];
}

function required(message: WireEntity, name: string, form: RegExp): string[] {
  const [value] = valuesOf(message, name);
  if (value === undefined) return [`${name} is missing`];
  return form.test(value) ? [] : [`${name} is malformed: ${value}`];
}
