import fc from 'fast-check';

const SURROGATES_FROM = 0xd800;
const SURROGATES = 0x800;
const CODE_POINTS = 0x11_0000;

/**
 * Any code point but half ones, as the unit of `fc.string`: what fast-check draws for `unit: 'binary'`, of which it
 * makes a table of all million first, in each process.
 */
export const anyCharacter: fc.Arbitrary<string> = fc.nat(CODE_POINTS - SURROGATES - 1).map(
  (place) => String.fromCodePoint(place < SURROGATES_FROM ? place : place + SURROGATES),
  (character) => placeOf(character),
);

function placeOf(character: unknown): number {
  if (typeof character !== 'string' || [...character].length !== 1) throw new Error('not one character');
  const code = character.codePointAt(0) ?? 0;
  if (code >= SURROGATES_FROM && code < SURROGATES_FROM + SURROGATES) throw new Error('half a character');
  return code < SURROGATES_FROM ? code : code - SURROGATES;
}
