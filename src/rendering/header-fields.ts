import { BroadsheetError } from '../errors.js';
import { oneLine } from '../model/one-line.js';
import { foldAtSpaces, headerText, isPlainHeaderText } from './encoded-words.js';

declare const built: unique symbol;

/**
 * One header field with its CRLF. Only the functions of this file make one, so no value can become a
 * header: text is folded to one line, and everything else that holds a CR, an LF or what its syntax does
 * not allow is refused.
 */
export type HeaderField = string & { readonly [built]: true };

/** RFC 5322 §2.1.1, without the CRLF. */
const MAX_LINE = 998;

const ATOMS = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+$/;
const URI = /^(?:https?|mailto):[!#-;=?-~]+$/;
const MESSAGE_ID = /^<[!#-;=?A-~-]+@[!#-;=?A-~-]+>$/;
const LIST_ID = /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;

/** An address that stands without quotes; its local part may be UTF-8 (RFC 6532 §3.2). */
const ADDRESS = /^[^\s\p{C}"<>(),:;[\]\\@]+@[A-Za-z0-9.-]+$/u;

/** A field of free text, as Subject; white space and controls become single spaces. */
export function textField(name: string, text: string): HeaderField {
  return field(name, headerText(oneLine(text), name.length + 2));
}

/** A field whose value is fixed by this program or made of digits and names it chose. */
export function fixedField(name: string, value: string): HeaderField {
  if (!/^[ -~]+$/.test(value)) throw invalid(name);
  return field(name, foldAtSpaces(value.split(' '), name.length + 2));
}

/** From or Reply-To: a display name, where there is one, and an address. */
export function mailboxField(name: string, mailbox: { name: string; address: string }): HeaderField {
  const address = `<${checkedAddress(name, mailbox.address)}>`;
  const display = oneLine(mailbox.name);
  return field(name, display === '' ? address : afterPhrase(name, display, address));
}

/** To: one bare address. */
export function addressField(name: string, address: string): HeaderField {
  return field(name, checkedAddress(name, address));
}

/** A List-* field with one URI (RFC 2369 §2), always on one line. */
export function uriField(name: string, uri: string): HeaderField {
  if (!URI.test(uri)) throw invalid(name);
  return field(name, `<${uri}>`);
}

/**
 * List-Unsubscribe: the URI of one click, then an address that does the same, where there is one (RFC 8058 §3.1).
 * Without a space between them nobody on the way folds the line.
 */
export function unsubscribeField(uri: string, mailto: string | null): HeaderField {
  if (!URI.test(uri) || (mailto !== null && !URI.test(mailto))) throw invalid('List-Unsubscribe');
  return field('List-Unsubscribe', mailto === null ? `<${uri}>` : `<${uri}>,<${mailto}>`);
}

/** RFC 2919 §3. */
export function listIdField(displayName: string, listId: string): HeaderField {
  if (!LIST_ID.test(listId)) throw invalid('List-Id');
  const display = oneLine(displayName);
  return field('List-Id', display === '' ? `<${listId}>` : afterPhrase('List-Id', display, `<${listId}>`));
}

/** Of the last second that was asked for: thousands of messages leave in one. */
let dated = { second: Number.NaN, field: '' as HeaderField };

/** RFC 5322 §3.3, in UTC. */
export function dateField(date: Date): HeaderField {
  const second = Math.floor(date.getTime() / 1000);
  if (second !== dated.second) {
    dated = { second, field: field('Date', date.toUTCString().replace('GMT', '+0000')) };
  }
  return dated.field;
}

/** @param id with its angle brackets */
export function messageIdField(id: string): HeaderField {
  if (!MESSAGE_ID.test(id)) throw invalid('Message-ID');
  return field('Message-ID', id);
}

function field(name: string, value: string): HeaderField {
  const line = `${name}: ${value}`;
  if (line.length > MAX_LINE && line.split('\r\n').some((part) => Buffer.byteLength(part) > MAX_LINE)) {
    throw invalid(name);
  }
  return `${line}\r\n` as HeaderField;
}

/** `phrase <angle>`, the phrase as atoms, as a quoted string or as encoded-words (RFC 5322 §3.2.5). */
function afterPhrase(name: string, display: string, angle: string): string {
  const used = name.length + 2;
  if (isPlainHeaderText(display)) {
    const phrase = ATOMS.test(display) ? display : `"${display.replace(/["\\]/g, '\\$&')}"`;
    return foldAtSpaces([...phrase.split(' '), angle], used);
  }
  const words = headerText(display, used);
  const lastLine = `${name}: ${words}`.split('\r\n').at(-1) ?? '';
  return `${words}${lastLine.length + angle.length < 76 ? ' ' : '\r\n '}${angle}`;
}

function checkedAddress(name: string, address: string): string {
  if (!ADDRESS.test(address)) {
    throw new BroadsheetError('ADDRESS_INVALID', `${name} needs an address that mail can be sent to.`);
  }
  return address;
}

function invalid(name: string): BroadsheetError {
  return new BroadsheetError('INPUT_INVALID', `The value for the header ${name} cannot stand in a message.`);
}
