import { addressIn } from './addresses.js';
import type { Letter } from './letter.js';
import { field } from './mime/header-fields.js';

/** What a mail client sends for a `mailto:` in List-Unsubscribe (RFC 2369 §3.2), and people by hand. */
const REQUEST =
  /^\s*(re|aw|fwd?|sv|antw)?\s*:?\s*["'[(<]?(please )?(list-?)?(unsubscribe|un-?subscribe me|unsubscribe me|sign ?off|opt[- ]?out|remove( me)?|abmelden|abbestellen|austragen|désinscri(re|ption)|desinscription|désabonne(r|ment)|cancelar (la )?suscripci[oó]n|darme de baja|baja|descadastr\w*|cancelar inscri\w*|cancella(mi|zione)|disiscri\w*|disiscrizione|uitschrijven|afmelden|wypisz|rezygn\w*|отпис(ать(ся)?|ка)|配信停止|購読解除|退会|退订|取消订阅|退訂|取消訂閱|수신 ?거부|구독 ?취소)\b/iu;
const REQUEST_UNBOUND =
  /^\s*(配信停止|購読解除|退会|退订|取消订阅|退訂|取消訂閱|수신 ?거부|구독 ?취소|отпис)/i;

/** Whom a mail asks to leave: its author; null where it asks nothing of the kind. */
export function readUnsubscribe(
  letter: Letter,
): { readonly recipient: string | null; readonly rule: string } | null {
  const first = letter.lines.find((line) => line.trim() !== '') ?? '';
  const recipient = addressIn(field(letter.fields, 'from'));
  if (letter.fields.has('x-apple-unsubscribe')) return { recipient, rule: 'unsubscribe/apple' };
  if (asks(letter.subject)) return { recipient, rule: 'unsubscribe/subject' };
  const isShort = letter.lines.join('').trim().length < 200;
  return isShort && asks(first) ? { recipient, rule: 'unsubscribe/text' } : null;
}

function asks(text: string): boolean {
  return REQUEST.test(text) || REQUEST_UNBOUND.test(text);
}
