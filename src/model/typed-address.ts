import { type AddressParts, addressParts } from './address.js';

/** What a form is to say of an address that it cannot take. */
export type AddressFault =
  | { readonly reason: 'no-address' | 'not-an-address' }
  /** It needs SMTPUTF8, which nothing that sends has. */
  | { readonly reason: 'beyond-ascii' }
  /** A character that is drawn like another, or like nothing; `proposal` has the ordinary ones in its place. */
  | { readonly reason: 'look-alike'; readonly sign: string; readonly proposal: string | null };

export type TypedAddress =
  | { readonly ok: true; readonly parts: AddressParts }
  | { readonly ok: false; readonly fault: AddressFault };

/** Drawn as nothing, and no part of any address: what copying from a page or a chat brings along (Unicode's Cf, variation selectors). */
const INVISIBLE = /\p{Cf}|\p{Variation_Selector}|\u034f/gu;
/** Letters and signs that are drawn as an empty space (https://www.unicode.org/reports/tr39/). */
const BLANK_SIGN = /[\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/u;
/** `Ada Lovelace <ada@example.org>` (RFC 5322 §3.4, name-addr), or the address alone in its brackets. */
const NAMED = /^[^<>@]*<([^<>]+)>[\s.,;]*$/;
/** A name behind an address, as rosters of lists have it (RFC 5322 §3.2.2). */
const NAME_BEHIND = / \([^()]{0,200}\)$/;
const MAILTO = /^mailto:/i;
/** Longer text is not worth reading. */
const MAX_TYPED_LENGTH = 1_000;

/**
 * Reads what a person put into a field for an address: with a name before it, as a link, with what nobody sees. A
 * character that only looks like another one is refused and named: mail to it would reach nobody.
 */
export function readTypedAddress(typed: string): TypedAddress {
  const seen = typed
    .slice(0, MAX_TYPED_LENGTH + 1)
    .replace(INVISIBLE, '')
    .trim();
  if (seen === '') return { ok: false, fault: { reason: 'no-address' } };
  const text = (NAMED.exec(seen)?.[1] ?? seen.replace(NAME_BEHIND, '')).trim().replace(MAILTO, '');
  const sign = lookAlikeIn(text.normalize('NFC'));
  if (sign !== null) {
    const proposal = addressParts(text.normalize('NFKC').replaceAll('。', '.'))?.address ?? null;
    return {
      ok: false,
      fault: { reason: 'look-alike', sign, proposal: BLANK_SIGN.test(text) ? null : proposal },
    };
  }
  const parts = addressParts(text);
  return parts === null ? { ok: false, fault: { reason: 'not-an-address' } } : { ok: true, parts };
}

/** The first character that stands for another one (its compatibility form differs, UAX #15) or for none. */
function lookAlikeIn(text: string): string | null {
  // Of ASCII each stands for itself, and nearly all addresses are nothing else.
  if (/^[ -~]*$/.test(text)) return null;
  for (const character of text) {
    if (BLANK_SIGN.test(character)) return character;
    // Spaces and controls have a fault of their own.
    if (/[\s\p{C}]/u.test(character)) continue;
    if (character.normalize('NFKC') !== character.normalize('NFC')) return character;
  }
  return null;
}
