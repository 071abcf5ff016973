import { contrastRatio, nearestPassing, ratioText } from './contrast.js';

export type Theme = 'light' | 'dark';

export const themes: readonly Theme[] = ['light', 'dark'];

/** The colour of links and buttons in each theme, as `#RRGGBB`; null: Broadsheet's own. */
export type Accents = Readonly<Record<Theme, string | null>>;

/** WCAG 2.2, 1.4.3 and 1.4.11. */
const TEXT = 4.5;
const BOUNDARY = 3;

/** What an accent stands on, and what stands on it; the same colours as in public/broadsheet.css and tokens.json. */
export const grounds: Readonly<Record<Theme, { readonly paper: string; readonly card: string }>> = {
  light: { paper: '#FBFAF7', card: '#FFFFFF' },
  dark: { paper: '#14161A', card: '#1B1E24' },
};

/** Broadsheet's own. */
export const ownAccents: Readonly<Record<Theme, string>> = { light: '#8A2B1D', dark: '#F0907E' };

/** The text of buttons: on the site, where it differs from that of mails, which is the card's colour. */
const onAccent: Readonly<Record<Theme, 'paper' | 'card'>> = { light: 'card', dark: 'paper' };

/** Two colours that meet, and what their contrast has to be. */
export interface ContrastPair {
  readonly what: string;
  readonly front: string;
  readonly back: string;
  readonly ratio: number;
  readonly needed: number;
}

/** Every pair in which an accent takes part. */
export function contrastPairs(theme: Theme, accent: string): readonly ContrastPair[] {
  const { paper, card } = grounds[theme];
  const pair = (what: string, front: string, back: string, needed: number): ContrastPair => ({
    ...{ what, front, back, needed },
    ratio: contrastRatio(front, back),
  });
  return [
    pair('links on the background', accent, paper, TEXT),
    pair('links on cards', accent, card, TEXT),
    pair('the text of buttons', grounds[theme][onAccent[theme]], accent, TEXT),
    pair('the text of buttons in mails', card, accent, TEXT),
    pair('edges and focus on the background', accent, paper, BOUNDARY),
    pair('edges and focus on cards', accent, card, BOUNDARY),
  ];
}

/** What is wrong with an accent, in a sentence with the nearest colour that would do; null for nothing. */
export function accentFault(theme: Theme, accent: string): string | null {
  const failing = contrastPairs(theme, accent).filter(({ ratio, needed }) => ratio < needed);
  const [worst] = failing.sort((one, other) => one.ratio / one.needed - other.ratio / other.needed);
  if (worst === undefined) return null;
  const other = worst.front === accent ? worst.back : worst.front;
  const nearest = nearestPassing(accent, Object.values(grounds[theme]), TEXT);
  return `${accent} with ${other} has a contrast of ${ratioText(worst.ratio)} (${worst.what}, ${theme} theme), and needs ${TEXT}:1 for text and ${BOUNDARY}:1 for edges (WCAG 2); the nearest colour that passes is ${nearest}`;
}
