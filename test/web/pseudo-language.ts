import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const catalogues = new URL('../../texts/en/', import.meta.url);

/** Writes the English texts as ones of an operator's own, each in brackets. */
export async function writePseudoTexts(folder: string): Promise<void> {
  await mkdir(join(folder, 'en'), { recursive: true });
  for (const file of await readdir(catalogues)) {
    const texts = JSON.parse(await readFile(new URL(file, catalogues), 'utf8')) as Record<string, string>;
    const marked = Object.entries(texts).map(([name, text]) => [name, `⟦${text}⟧`]);
    await writeFile(join(folder, 'en', file), JSON.stringify(Object.fromEntries(marked)));
  }
}

/** What a page shows or tells a screen reader that no text says, and that is not marked as English data. */
export function saidOutsideTexts(html: string): string[] {
  const shown = html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<(?!html)(\w+)[^>]* lang="en"[^>]*>[\s\S]*?<\/\1>/g, '');
  const told = [...shown.matchAll(/(?:aria-label|placeholder|title|alt|data-over)="([^"]*)"/g)];
  const described = [...shown.matchAll(/<meta name="description" content="([^"]*)"/g)];
  const stretches = [...shown.split(/<[^>]*>/), ...[...told, ...described].map(([, text = '']) => text)];
  return stretches.map(withoutTexts).filter((rest) => /\p{L}/u.test(rest));
}

/** Texts may stand within texts. */
function withoutTexts(stretch: string): string {
  const rest = stretch.replace(/⟦[^⟦⟧]*⟧/g, '');
  return rest === stretch ? rest.replace(/&#?\w+;/g, '').trim() : withoutTexts(rest);
}
