import type { TemplateFiles } from '../../rendering/template-files.js';

/** What has to be shown by these, however a page looks: what the law asks for, and what consent records refer to. */
export const neverMissing: Readonly<Record<string, readonly string[]>> = {
  'layout.liquid': ['siteLinks', 'assets.stylesheet', 'language'],
  'admin/layout.liquid': ['siteLinks', 'assets.stylesheet', 'language'],
  'parts/subscribe.liquid': ['consent.promise', 'consent.button', 'privacyUrl'],
};

const RENDERED = /\{%-?\s*(?:render|include)\s+['"]([^'"]+)['"]/g;

/** The source of a template with those of the parts that it renders, and the parts that there are none of. */
export function sourcesOf(
  files: TemplateFiles,
  file: string,
  seen: ReadonlySet<string> = new Set(),
): { readonly text: string; readonly absent: readonly string[] } {
  const source = files.get(file);
  if (source === undefined) return { text: '', absent: [file.replace(/\.liquid$/, '')] };
  const within = new Set([...seen, file]);
  const parts = [...source.matchAll(RENDERED)]
    .map(([, name = '']) => `${name}.liquid`)
    .filter((name) => !within.has(name))
    .map((name) => sourcesOf(files, name, within));
  return {
    text: [source, ...parts.map(({ text }) => text)].join('\n'),
    absent: parts.flatMap(({ absent }) => absent),
  };
}

const FIELD = /<(?:input|select|textarea|button)\b[^>]*?\sname="([^"]+)"/g;
const TOKEN = /\{\{-?\s*([^}]*?\|\s*formToken)\s*-?\}\}/g;
const BLOCK = /\{%-?\s*block\s+([\w-]+)/g;
const LAYOUT = /\{%-?\s*layout\s+['"]([^'"]+)['"]/g;

/** The blocks without which a page that has a layout is empty; those of a layout are where pages stand. */
const FILLED = ['main', 'door'];

/** What a page does not work without: its layout and blocks, the fields of its forms, and what proves whose they are. */
export function needsOf(source: string): Set<string> {
  const found = (pattern: RegExp, told: (name: string) => string) =>
    [...source.matchAll(pattern)].map(([, name = '']) => told(name.replace(/\s+/g, ' ')));
  const layouts = found(LAYOUT, (name) => `{% layout '${name}' %}`);
  const blocks = [...source.matchAll(BLOCK)].map(([, name = '']) => name);
  return new Set([
    ...found(FIELD, (name) => `the field name="${name}"`),
    ...found(TOKEN, (name) => `{{ ${name} }}`),
    ...blocks
      .filter((name) => layouts.length === 0 || FILLED.includes(name))
      .map((name) => `{% block ${name} %}`),
    ...layouts,
  ]);
}
