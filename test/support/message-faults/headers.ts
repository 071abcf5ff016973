import type { WireEntity, WireField } from './raw-message.js';
import { valuesOf } from './raw-message.js';

const EXACTLY_ONCE = ['from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'content-type'];

const AT_MOST_ONCE = [
  'reply-to',
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'list-help',
  'content-language',
  'list-owner',
  'list-archive',
  'feedback-id',
  'auto-submitted',
  'x-auto-response-suppress',
  'precedence',
];

/** A name beyond these was not meant to be there: a value became a header. */
const KNOWN = new Set([...EXACTLY_ONCE, ...AT_MOST_ONCE, 'dkim-signature']);

const DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}$/;
const ENCODED_WORD = /=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=/g;

/** RFC 5322 §2.1.1 and §3.6, RFC 2047 §2: what is wrong with the header of a message. */
export function headerFaults(message: WireEntity): string[] {
  return [
    ...EXACTLY_ONCE.filter((name) => valuesOf(message, name).length !== 1).map(
      (name) => `${name} stands ${valuesOf(message, name).length} times`,
    ),
    ...AT_MOST_ONCE.filter((name) => valuesOf(message, name).length > 1).map(
      (name) => `${name} stands more than once`,
    ),
    ...message.fields.filter(({ key }) => !KNOWN.has(key)).map(({ name }) => `unexpected header ${name}`),
    ...message.fields.flatMap(fieldFaults),
    ...valueFaults(message),
  ];
}

function fieldFaults({ name, key, value, lines }: WireField): string[] {
  const faults: string[] = [];
  if (!/^[!-9;-~]+$/.test(name)) faults.push(`${JSON.stringify(name)} is no header name`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this looks for them
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value)) faults.push(`${name} holds a control character`);
  if (/[\x80-\xff]/.test(value) && key !== 'to' && key !== 'from') faults.push(`${name} is not ASCII`);
  for (const word of value.match(ENCODED_WORD) ?? []) {
    if (word.length > 75) faults.push(`${name} has an encoded-word of ${word.length} characters`);
  }
  for (const line of lines) {
    if (line.length > 76 && line.match(ENCODED_WORD) !== null)
      faults.push(`${name} has encoded-words on a line of ${line.length}`);
    if (line.length > 78 && /[^ \t][ \t]+[^ \t]/.test(line.replace(/^[!-9;-~]+: /, ''))) {
      faults.push(`${name} has a line of ${line.length} that could be folded`);
    }
    if (/^[ \t]*$/.test(line)) faults.push(`${name} has an empty folded line`);
  }
  return faults;
}

function valueFaults(message: WireEntity): string[] {
  const [date = ''] = valuesOf(message, 'date');
  const [id = ''] = valuesOf(message, 'message-id');
  const [version = ''] = valuesOf(message, 'mime-version');
  const [from = ''] = valuesOf(message, 'from');
  const [to = ''] = valuesOf(message, 'to');
  return [
    ...(DATE.test(date) && !Number.isNaN(Date.parse(date)) ? [] : [`Date is not one: ${date}`]),
    ...(/^<[^<>@\s]+@[^<>@\s]+>$/.test(id) ? [] : [`Message-ID is not one: ${id}`]),
    ...(version === '1.0' ? [] : [`MIME-Version is ${version}`]),
    ...(/^(?:[^<>]+ )?<[^<>@ \t]+@[^<>@ \t]+>$/.test(from) ? [] : [`From is not one mailbox: ${from}`]),
    ...(/^[^<>@, \t]+@[^<>@, \t]+$/.test(to) ? [] : [`To is not one address: ${to}`]),
  ];
}
