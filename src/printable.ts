/**
 * Control characters but tab and line feed, lone surrogates, and what turns the direction of text or hides in it:
 * what makes a terminal do something, or show something else than what is there. Joiners stay, for words need them.
 */
const UNPRINTABLE = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text that came from anywhere, fit for a terminal: what is unprintable stands as `\u001b`, as JSON writes it. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) =>
    character.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}

const DEEPEST = 5;

/** The same for every text in a value, down to a bounded depth. */
export function printableValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return printable(value);
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return value;
  if (Array.isArray(value)) return value.map((item) => printableValue(item, depth + 1));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [printable(name), printableValue(item, depth + 1)]),
  );
}
