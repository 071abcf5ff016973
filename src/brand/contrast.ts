/** `#RRGGBB` in capitals; null where the text is no colour of three or six hexadecimal digits, with or without a `#`. */
export function parseColour(text: string): string | null {
  const [, digits] = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(text) ?? [];
  if (digits === undefined) return null;
  const six = digits.length === 6 ? digits : [...digits].map((digit) => digit + digit).join('');
  return `#${six.toUpperCase()}`;
}

/** From 1 to 21 (WCAG 2.2, contrast ratio); both as `#RRGGBB`. */
export function contrastRatio(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminanceOf(linearOf(one)), luminanceOf(linearOf(other))].sort(
    (a, b) => a - b,
  );
  return (light + 0.05) / (dark + 0.05);
}

/** Cut and not rounded, so that what is shown as 4.5 holds 4.5. */
export function ratioText(ratio: number): string {
  return `${(Math.floor(ratio * 100) / 100).toFixed(2)}:1`;
}

/**
 * The colour of the same hue and saturation that comes closest to `colour` and holds `ratio` on each ground: darker on
 * light grounds, lighter on dark ones. Where it holds it already, the colour itself.
 * @param grounds as `#RRGGBB`, all light or all dark
 */
export function nearestPassing(colour: string, grounds: readonly string[], ratio: number): string {
  if (grounds.every((ground) => contrastRatio(colour, ground) >= ratio)) return colour;
  const linear = linearOf(colour);
  const own = luminanceOf(linear);
  const lights = grounds.map((ground) => luminanceOf(linearOf(ground)));
  if (Math.min(...lights) > 0.5) {
    const most = (Math.min(...lights) + 0.05) / ratio - 0.05;
    return encoded(
      linear.map((part) => (part * most) / own),
      Math.floor,
    );
  }
  const least = (Math.max(...lights) + 0.05) * ratio - 0.05;
  const share = (least - own) / (1 - own);
  return encoded(
    linear.map((part) => part + (1 - part) * share),
    Math.ceil,
  );
}

/** Red, green and blue as amounts of light, each from 0 to 1. */
function linearOf(colour: string): readonly number[] {
  return [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
}

/** WCAG 2.2, relative luminance. */
function luminanceOf([red = 0, green = 0, blue = 0]: readonly number[]): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param round towards the side that keeps the contrast */
function encoded(linear: readonly number[], round: (value: number) => number): string {
  const channels = linear
    .map((part) => (part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055))
    .map((part) => Math.min(255, Math.max(0, round(part * 255))));
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`.toUpperCase();
}
