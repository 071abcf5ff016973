import { contrastPairs, ownAccents, type Theme, themes } from '../../brand/accents.js';
import type { Brand } from '../../brand/brand.js';
import { ratioText } from '../../brand/contrast.js';

/** What one pair of colours comes to. */
export interface ContrastLine {
  readonly theme: Theme;
  readonly accent: string;
  readonly what: string;
  readonly front: string;
  readonly back: string;
  readonly ratio: string;
  readonly needed: string;
}

/** The contrast of every pair in which an accent takes part, of Broadsheet's own where there is no other. */
export function contrastLines({ accents }: Pick<Brand, 'accents'>): readonly ContrastLine[] {
  return themes.flatMap((theme) => {
    const accent = accents[theme] ?? ownAccents[theme];
    return contrastPairs(theme, accent).map(({ what, front, back, ratio, needed }) => ({
      ...{ theme, accent, what, front, back },
      ratio: ratioText(ratio),
      needed: `${needed}:1`,
    }));
  });
}
