import { Liquid } from 'liquidjs';
import { type Accents, themes } from '../brand/accents.js';
import type { TextsByLanguage } from '../i18n/load-texts.js';
import type { Texts } from '../i18n/texts.js';
import { translateFilter } from '../i18n/translate-filter.js';
import { type NoticeKind, noticeKinds } from '../model/delivery.js';
import { defaultLanguage, type Language, languages } from '../model/language.js';
import { compileMjml } from './compile-mjml.js';
import { lintTemplate } from './lint-template.js';
import { markupFilter } from './markup-filter.js';
import type { CompiledMessage } from './message-parts.js';
import { type OwnSubjects, ownSubjectFaults } from './own-subjects.js';
import type { SiteIdentity } from './site-identity.js';
import {
  invalidFile as invalid,
  readTemplateFiles,
  reasonOf,
  replaceTemplates,
  type TemplateFiles,
} from './template-files.js';
import { wrapText } from './wrap-text.js';

export type TemplateName = 'digest' | 'alert' | NoticeKind;
export type TemplateValues = Readonly<Record<string, unknown>>;

/** The templates of all messages in one language, read once. */
export interface Templates {
  readonly texts: Texts;
  /** The HTML part: `<name>.mjml` filled in, every value escaped, and compiled. */
  html(name: TemplateName, values: TemplateValues): Promise<string>;
  /** Its plain-text twin: `<name>.txt.liquid` filled in. */
  text(name: TemplateName, values: TemplateValues): Promise<string>;
  /** The operator's own subject lines; empty for none. */
  readonly subjects: OwnSubjects;
  /** Notices compiled so far: a handful for each site, filled by compile-notice.ts. */
  readonly notices: WeakMap<SiteIdentity, Map<string, Promise<CompiledMessage>>>;
}

export type TemplatesByLanguage = Readonly<Record<Language, Templates>>;

const NAMES: readonly TemplateName[] = ['digest', 'alert', ...noticeKinds];
const TOKENS = 'tokens.json';
const SUBJECTS = 'subjects.json';

/** What an operator has otherwise than Broadsheet. */
export interface OwnLook {
  /** A folder whose files take the place of those with the same names. */
  readonly own?: string | null;
  /** The colours of links and buttons. */
  readonly accents?: Accents | null;
}

/**
 * Reads every template of a folder and its `parts`, and lints them where some are the operator's own. They are the
 * same files for all languages; what differs stands in the texts.
 * @throws BroadsheetError TEMPLATE_INVALID with the file and the reason
 */
export async function loadTemplates(
  folder: string,
  texts: TextsByLanguage,
  { own = null, accents = null }: OwnLook = {},
): Promise<TemplatesByLanguage> {
  const files = readTemplateFiles(folder, isTemplate);
  if (own !== null) replaceTemplates(files, readTemplateFiles(own, isTemplate), [SUBJECTS]);
  const tokens = readTokens(files, accents);
  const subjects = readSubjects(files);
  for (const file of NAMES.flatMap((name) => [`${name}.mjml`, `${name}.txt.liquid`])) {
    if (!files.has(file)) throw invalid(file, 'the file is missing');
  }
  if (own !== null) lintAll(files, openEngine(files, tokens, texts[defaultLanguage], 'escape'));
  const opened = languages.map((language) => [language, open(files, tokens, subjects, texts[language])]);
  return Object.fromEntries(opened) as TemplatesByLanguage;
}

function open(
  files: ReadonlyMap<string, string>,
  tokens: object,
  subjects: OwnSubjects,
  texts: Texts,
): Templates {
  const globals = { ...tokens, language: texts.language };
  const html = openEngine(files, globals, texts, 'escape');
  const text = openEngine(files, globals, texts, undefined);
  return {
    texts,
    html: async (name, values) => compileMjml(`${name}.mjml`, fill(html, `${name}.mjml`, values)),
    text: async (name, values) => fill(text, `${name}.txt.liquid`, values),
    subjects,
    notices: new WeakMap(),
  };
}

function isTemplate(name: string): boolean {
  return /\.(?:mjml|txt\.liquid)$/.test(name) || isData(name);
}

/** The colours of both themes, by the names that the style guide gives them. */
function readTokens(files: TemplateFiles, accents: Accents | null): object {
  try {
    const tokens = JSON.parse(files.get(TOKENS) ?? '') as Record<string, object>;
    for (const theme of themes) {
      const accent = accents?.[theme] ?? null;
      if (accent !== null) tokens[theme] = { ...tokens[theme], accent };
    }
    return tokens;
  } catch (error) {
    throw invalid(TOKENS, 'expected a JSON object of colours', error);
  }
}

function readSubjects(files: TemplateFiles): OwnSubjects {
  const source = files.get(SUBJECTS);
  if (source === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    throw invalid(SUBJECTS, reasonOf(error), error);
  }
  const faults = ownSubjectFaults(value);
  if (faults.length > 0) throw invalid(SUBJECTS, faults.join('; '));
  return value as OwnSubjects;
}

function isData(file: string): boolean {
  return file === TOKENS || file === SUBJECTS;
}

function openEngine(
  files: ReadonlyMap<string, string>,
  globals: object,
  texts: Texts,
  outputEscape: 'escape' | undefined,
): Liquid {
  const engine = new Liquid({
    templates: Object.fromEntries(files),
    cache: true,
    globals,
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    ...(outputEscape === undefined ? {} : { outputEscape }),
  });
  engine.registerFilter('markup', markupFilter);
  engine.registerFilter('t', translateFilter(texts));
  engine.registerFilter('wrap', (value: unknown, prefix?: string) => wrapText(String(value), prefix));
  return engine;
}

function lintAll(files: ReadonlyMap<string, string>, engine: Liquid): void {
  for (const [file, source] of files) lint(file, source, engine);
}

function lint(file: string, source: string, engine: Liquid): void {
  if (isData(file)) return;
  const faults = file.endsWith('.mjml') ? lintTemplate(source) : [];
  if (faults.length > 0) throw invalid(file, faults.join('; '));
  try {
    engine.parse(source);
  } catch (error) {
    throw invalid(file, reasonOf(error), error);
  }
}

/** In one go, which takes half of what waiting for each value of a template does. */
function fill(engine: Liquid, file: string, values: TemplateValues): string {
  try {
    return String(engine.renderFileSync(file, values));
  } catch (error) {
    throw invalid(file, reasonOf(error), error);
  }
}
