import { randomInt } from 'node:crypto';
import { makeToken } from './secret-token.js';

/** A key as whoever uses it has it: `bsk_` and eight characters that find its row, then 256 random bits. */
export interface KeyText {
  readonly prefix: string;
  readonly secret: string;
}

/** Base 32 (RFC 4648 §6) in lower case: nothing that is mistaken for another character when read aloud. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const PREFIX_LETTERS = 8;
const KEY = /^(bsk_[a-z2-7]{8})([A-Za-z0-9_-]{43})$/;

export function makeKeyText(): KeyText {
  const letters = Array.from({ length: PREFIX_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]);
  return { prefix: `bsk_${letters.join('')}`, secret: makeToken().token };
}

/** @returns null where the text has not the form of a key */
export function readKeyText(text: string): KeyText | null {
  const [, prefix, secret] = KEY.exec(text) ?? [];
  return prefix === undefined || secret === undefined ? null : { prefix, secret };
}
