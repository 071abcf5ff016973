import type { Lettering } from './lettering.js';

/** What stands on a share image, from its top. */
export interface ShareImage {
  readonly masthead: string;
  readonly date: string;
  /** Across from the date. */
  readonly aside: string;
  readonly entries: readonly ShareImageEntry[];
}

export interface ShareImageEntry {
  readonly title: string;
  /** Where none of the title can be drawn. */
  readonly otherwise: string;
  readonly meta: string;
}

export interface Typefaces {
  readonly headline: Lettering;
  readonly text: Lettering;
}

/** As social networks show them (https://ogp.me); the design's light theme, because they know no other. */
const imageSize = { width: 1200, height: 630 } as const;
const INK = '#1A1A1A';
const QUIET = '#5C5A55';
const ACCENT = '#8A2B1D';
const PAPER = '#FBFAF7';
const LEFT = 64;
const RIGHT = imageSize.width - LEFT;
const META_SIZE = 24;

/** A lone paper has the image to itself. */
const ONE = { size: 60, lines: 4, indent: 0, gap: 0 } as const;
const SEVERAL = { size: 38, lines: 2, indent: 48, gap: 20 } as const;

/** The image as SVG, all of its letters as outlines. */
export function drawShareImage(image: ShareImage, faces: Typefaces): string {
  const { headline, text } = faces;
  const masthead = shorten(headline.drawable(image.masthead), headline, 56, RIGHT - LEFT);
  const asideWidth = text.width(text.drawable(image.aside), META_SIZE);
  const parts = [
    `<rect width="${imageSize.width}" height="${imageSize.height}" fill="${PAPER}"/>`,
    path(headline.outline(masthead, LEFT, 104, 56), INK),
    `<path d="M${LEFT} 132H${RIGHT}M${LEFT} 184H${RIGHT}M${LEFT} 189H${RIGHT}" stroke="${INK}" stroke-width="2"/>`,
    path(text.outline(text.drawable(image.date), LEFT, 167, META_SIZE), QUIET),
    path(text.outline(text.drawable(image.aside), RIGHT - asideWidth, 167, META_SIZE), QUIET),
    ...entries(image.entries, faces),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${imageSize.width} ${imageSize.height}">${parts.join('')}</svg>`;
}

function entries(shown: readonly ShareImageEntry[], { headline, text }: Typefaces): string[] {
  const { size, lines, indent, gap } = shown.length === 1 ? ONE : SEVERAL;
  const drawn: string[] = [];
  let y = 189 + (shown.length === 1 ? 40 : 14);
  for (const [index, entry] of shown.entries()) {
    const title = wrap(titleOf(entry, headline), headline, { size, lines, width: RIGHT - LEFT - indent });
    if (indent > 0) drawn.push(path(text.outline(String(index + 1), LEFT, y + size, 28), ACCENT));
    for (const line of title) {
      y += Math.round(size * 1.15);
      drawn.push(path(headline.outline(line, LEFT + indent, y, size), INK));
    }
    y += META_SIZE + (indent > 0 ? 10 : 28);
    const meta = shorten(text.drawable(entry.meta), text, META_SIZE, RIGHT - LEFT - indent);
    drawn.push(path(text.outline(meta, LEFT + indent, y, META_SIZE), QUIET));
    y += gap;
  }
  return drawn;
}

/** A title that would lose more than a third of its letters says nothing any more. */
function titleOf({ title, otherwise }: ShareImageEntry, headline: Lettering): string {
  const drawable = headline.drawable(title);
  const letters = (text: string) => (text.match(/[\p{L}\p{N}]/gu) ?? []).length;
  return letters(drawable) * 3 >= letters(title) * 2 && letters(drawable) > 0 ? drawable : otherwise;
}

/** Lines of whole words; the last one ends with an ellipsis where there is more. */
export function wrap(
  text: string,
  lettering: Pick<Lettering, 'width'>,
  { size, lines, width }: { readonly size: number; readonly lines: number; readonly width: number },
): string[] {
  const found: string[] = [];
  const words = text.split(' ');
  while (words.length > 0 && found.length < lines) {
    let line = words.shift() ?? '';
    while (words[0] !== undefined && lettering.width(`${line} ${words[0]}`, size) <= width) {
      line += ` ${words.shift()}`;
    }
    const isLast = found.length === lines - 1 && words.length > 0;
    found.push(shorten(isLast ? `${line} ${words[0]}` : line, lettering, size, width));
  }
  return found;
}

function shorten(text: string, lettering: Pick<Lettering, 'width'>, size: number, width: number): string {
  if (lettering.width(text, size) <= width) return text;
  const characters = [...text];
  do characters.pop();
  while (characters.length > 0 && lettering.width(`${characters.join('')}…`, size) > width);
  return `${characters.join('').trimEnd()}…`;
}

function path(commands: string, fill: string): string {
  return `<path d="${commands}" fill="${fill}"/>`;
}
