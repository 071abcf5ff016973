import { closest, distance } from 'fastest-levenshtein';

/** A slip of one character is told in names of at least this length, and of a second one from the next on. */
const ONE_SLIP_FROM = 5;
const TWO_SLIPS_FROM = 8;

/** The name among `known` that is written most like `name`, whatever the case; null where none is like it. */
export function nearestName(name: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const asked = name.toLowerCase();
  const nearest = closest(
    asked,
    known.map((one) => one.toLowerCase()),
  );
  const off = distance(asked, nearest);
  return off <= Math.max(2, Math.floor(asked.length / 3))
    ? (known.find((one) => one.toLowerCase() === nearest) ?? null)
    : null;
}

/**
 * The same, for names among which those of other programs stand (HOST and HOME are two characters apart): only
 * what can hardly be anything but a slip.
 */
export function slippedName(name: string, known: readonly string[]): string | null {
  const nearest = nearestName(name, known);
  if (nearest === null) return null;
  const off = distance(name.toLowerCase(), nearest.toLowerCase());
  const shorter = Math.min(name.length, nearest.length);
  const most = shorter >= TWO_SLIPS_FROM ? 2 : shorter >= ONE_SLIP_FROM ? 1 : 0;
  return off <= most ? nearest : null;
}
