import type { Liquid } from 'liquidjs';
import type { TextsByLanguage } from '../../i18n/load-texts.js';
import type { TextKey } from '../../i18n/text-keys.js';
import { defaultLanguage, type Language } from '../../model/language.js';
import { unescapedTags } from '../../rendering/lint-template.js';
import { invalidFile, reasonOf, type TemplateFiles } from '../../rendering/template-files.js';
import { proofViews } from './proof-views.js';
import { needsOf, neverMissing, sourcesOf } from './view-needs.js';
import { openValues, type ViewValues } from './view-values.js';

export interface ProvenViews {
  readonly shipped: TemplateFiles;
  /** With the operator's in their place. */
  readonly files: TemplateFiles;
  /** The names of the operator's. */
  readonly replaced: readonly string[];
  readonly engines: ReadonlyMap<Language, Liquid>;
  readonly texts: TextsByLanguage;
}

/**
 * Looks whether pages made from an operator's templates can be shown: they name values that their page has, texts that
 * there are and nothing that the policy of pages refuses, and keep the fields, tokens and links without which a form or
 * the law is not served. Those that every page is made of are rendered.
 * @throws BroadsheetError TEMPLATE_INVALID with the file and all that is wrong with it
 */
export function proveViews(views: ProvenViews): void {
  const engine = views.engines.get(defaultLanguage);
  if (engine === undefined) return;
  const [known, own] = [openValues(engine, views.shipped), openValues(engine, views.files)];
  const globals = Object.keys(engine.options.globals);
  for (const file of views.replaced) {
    const { absent } = sourcesOf(views.files, file);
    const faults =
      absent.length > 0
        ? absent.map((part) => `there is no ${part} to render`)
        : [
            ...sourceFaults(views, file),
            ...missing(views, file),
            // A part of one's own is looked at with the page that renders it and hands it its values.
            ...(views.shipped.has(file) ? unknownValues(known(file), own(file), globals) : []),
          ];
    if (faults.length > 0) throw invalidFile(file, [...new Set(faults)].join('; '));
  }
  for (const ofLanguage of views.engines.values()) {
    for (const [view, values] of proofViews) render(ofLanguage, view, values);
  }
}

/** `<script>` that loads a file is one of ours, and data for machines runs nothing. */
const REFUSED = [
  [/<script(?![^>]*\b(?:src=|type="application\/ld\+json"))/i, 'an inline script'],
  [/<style\b|\sstyle\s*=/i, 'an inline style'],
  [/\son[a-z]+\s*=\s*["']/i, 'a script in an attribute'],
  [/\s(?:src|srcset)\s*=\s*["']?(?:https?:)?\/\//i, 'something from another site'],
  [/<link\b[^>]*stylesheet[^>]*\/\//i, 'a style sheet from another site'],
] as const;

function sourceFaults({ shipped, files, texts }: ProvenViews, file: string): string[] {
  const source = files.get(file) ?? '';
  const known = unescapedTags(shipped.get(file) ?? '');
  const raw = unescapedTags(source).filter((tag) => !known.includes(tag));
  const refused = REFUSED.filter(([pattern]) => pattern.test(source));
  const keys = [...source.matchAll(/['"]([a-z0-9-]+\.[a-z0-9-]+)['"]\s*\|\s*t\b/g)].map(
    ([, key = '']) => key,
  );
  return [
    ...raw.map((tag) => `${tag} would insert text that is not escaped`),
    ...refused.map(([, what]) => `${what}, which the policy of pages refuses`),
    ...keys.filter((key) => !isText(texts, key)).map((key) => `there is no text ${key}`),
  ];
}

function isText(texts: TextsByLanguage, key: string): boolean {
  try {
    texts[defaultLanguage].t(key as TextKey);
    return true;
  } catch (error) {
    // One that only lacks its values is there.
    return !reasonOf(error).startsWith('There is no text');
  }
}

function missing({ shipped, files }: ProvenViews, file: string): string[] {
  if (!shipped.has(file)) return [];
  const has = needsOf(sourcesOf(files, file).text);
  const lost = [...needsOf(sourcesOf(shipped, file).text)].filter((need) => !has.has(need));
  const whole = sourcesOf(files, file).text;
  const unsaid = (neverMissing[file] ?? []).filter((name) => !whole.includes(name));
  return [...lost, ...unsaid].map((need) => `${need} is missing from it and its parts`);
}

function unknownValues(known: ViewValues, own: ViewValues, globals: readonly string[]): string[] {
  return [
    ...[...own.names].filter((name) => !known.names.has(name) && !globals.includes(name)),
    ...[...own.parts].filter((part) => !known.parts.has(part)).map((part) => `with .${part}`),
  ].map((name) => `its page has no value ${name}`);
}

function render(engine: Liquid, view: string, values: object): void {
  try {
    engine.renderFileSync(view, values);
  } catch (error) {
    const [, file] = /file:([^\s,]+)/.exec(reasonOf(error)) ?? [];
    throw invalidFile(file ?? `${view}.liquid`, reasonOf(error), error);
  }
}
