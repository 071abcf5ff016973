import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Context, Liquid } from 'liquidjs';
import { shortHash } from '../../brand/brand-folder.js';
import type { TextsByLanguage } from '../../i18n/load-texts.js';
import type { Texts } from '../../i18n/texts.js';
import { translateFilter } from '../../i18n/translate-filter.js';
import { type Language, languages } from '../../model/language.js';
import { packageFolder } from '../../package-folder.js';
import { markupFilter } from '../../rendering/markup-filter.js';
import {
  invalidFile,
  readTemplateFiles,
  reasonOf,
  replaceTemplates,
  type TemplateFiles,
} from '../../rendering/template-files.js';
import { consentWordings } from '../../subscribers/consent-wording.js';
import type { BrandLook } from './brand-look.js';
import { formToken } from './form-token.js';
import { proveViews } from './prove-views.js';

const templatesFolder = packageFolder('templates/web');

/** Files that pages load, served under `/assets/`. */
export const publicFolder = packageFolder('public');

/** ALTCHA's worker, which is served as it comes: the work is the same in the browser and here. */
export const proofWorker = 'proof-worker.js';

/** Where an asset is read from. */
export function assetFile(name: string): string {
  return name === proofWorker
    ? fileURLToPath(import.meta.resolve('altcha/workers/pbkdf2'))
    : join(publicFolder, name);
}

export type ViewName =
  | 'admin/factor'
  | 'admin/audit'
  | 'admin/confirm'
  | 'admin/desk'
  | 'admin/digests'
  | 'admin/deliverability'
  | 'admin/doctor'
  | 'admin/engagement'
  | 'admin/growth'
  | 'admin/import'
  | 'admin/import-live'
  | 'admin/imports'
  | 'admin/feedback'
  | 'admin/key-made'
  | 'admin/keys'
  | 'admin/lift-many'
  | 'admin/link'
  | 'admin/link-made'
  | 'admin/login'
  | 'admin/mailing'
  | 'admin/mailing-live'
  | 'admin/many'
  | 'admin/me'
  | 'admin/message'
  | 'admin/operator'
  | 'admin/operators'
  | 'admin/password'
  | 'admin/reader'
  | 'admin/readers'
  | 'admin/readers-export'
  | 'admin/preview'
  | 'admin/recovery-codes'
  | 'admin/result'
  | 'admin/settings'
  | 'admin/sources'
  | 'admin/suppressions'
  | 'admin/system'
  | 'admin/today'
  | 'admin/totp'
  | 'admin/alerts'
  | 'admin/webhook'
  | 'admin/webhook-change'
  | 'admin/webhook-made'
  | 'admin/webhooks'
  | 'admin/uncertain'
  | 'answers'
  | 'choose'
  | 'day'
  | 'digests'
  | 'embed'
  | 'mail'
  | 'mailbox'
  | 'message'
  | 'own-links'
  | 'own-order'
  | 'paper'
  | 'preferences'
  | 'preview'
  | 'private-feeds'
  | 'prove'
  | 'saved'
  | 'search'
  | 'search-subscription'
  | 'subscribe';

export interface Views {
  /** Renders a page; every value is escaped, and `markup` leaves a paper's texts their marks. */
  render(language: Language, view: ViewName, values: object): string;
}

export interface ViewGlobals {
  readonly siteName: string;
  readonly base: string;
  /** Without a slash at its end; what other sites are told starts with it. */
  readonly publicUrl: string;
  readonly mailboxOpen: boolean;
  /** Whether pages have images for other sites. */
  readonly shareImagesDrawn: boolean;
  readonly look: BrandLook;
}

/**
 * Reads all page templates once for each language; one that ships is parsed when a page first needs it.
 * @param own a folder whose files take the place of those with the same names; all are parsed and they are proven
 * @throws BroadsheetError TEMPLATE_INVALID with the file and the reason
 */
export function loadViews(globals: ViewGlobals, texts: TextsByLanguage, own: string | null = null): Views {
  const shipped = readTemplateFiles(templatesFolder, isTemplate);
  const files = new Map(shipped);
  const replaced = own === null ? new Map<string, string>() : readTemplateFiles(own, isTemplate);
  replaceTemplates(files, replaced);
  const assets = assetPaths();
  const engines = new Map(
    languages.map((language) => [language, openEngine(files, { ...globals, assets }, texts[language])]),
  );
  if (own !== null) {
    for (const engine of engines.values()) for (const file of files.keys()) parseTemplate(engine, file);
    proveViews({ shipped, files, replaced: [...replaced.keys()], engines, texts });
  }
  return {
    render: (language, view, values) => engines.get(language)?.renderFileSync(view, values) as string,
  };
}

function openEngine(
  files: TemplateFiles,
  { look, ...globals }: ViewGlobals & { readonly assets: AssetPaths },
  texts: Texts,
): Liquid {
  const engine = new Liquid({
    templates: Object.fromEntries(files),
    extname: '.liquid',
    cache: true,
    relativeReference: false,
    outputEscape: 'escape',
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: true,
    lenientIf: true,
    jsTruthy: true,
    globals: {
      ...globals,
      ...{ language: texts.language, consent: consentWords(texts) },
      logo: look.logo,
      accentSheet: look.accentSheet,
      icon: look.icon ?? { url: `${globals.base}${globals.assets.icon}`, type: 'image/svg+xml' },
      siteLinks: look.links.map((link) => ({ ...link, label: texts.t(`brand.${link.name}`) })),
      privacyUrl: look.links.find(({ name }) => name === 'privacy')?.url ?? null,
    },
  });
  engine.registerFilter('markup', markupFilter);
  engine.registerFilter('t', translateFilter(texts));
  engine.registerFilter('formToken', formTokenFilter);
  return engine;
}

function isTemplate(name: string): boolean {
  return name.endsWith('.liquid');
}

/** `{{ '/admin/logout' | formToken }}`: what proves that a form is of the session that the page was made for. */
function formTokenFilter(this: { readonly context: Context }, action: unknown): string {
  return formToken(String(this.context.getSync(['formKey'])), String(action));
}

function parseTemplate(engine: Liquid, file: string): void {
  try {
    engine.parseFileSync(file.slice(0, -'.liquid'.length));
  } catch (error) {
    throw invalidFile(file, reasonOf(error), error);
  }
}

/** Each path carries a hash of its file, so that browsers may keep it for as long as they like. */
type AssetPaths = Readonly<
  Record<
    | 'stylesheet'
    | 'adminStylesheet'
    | 'icon'
    | 'liveScript'
    | 'mailboxScript'
    | 'passkeyScript'
    | 'preferencesScript'
    | 'proofScript'
    | 'proofWorker'
    | 'searchScript'
    | 'sendingScript'
    | 'timeZoneScript',
    string
  >
>;

function assetPaths(): AssetPaths {
  return {
    stylesheet: assetPath('broadsheet.css'),
    adminStylesheet: assetPath('admin.css'),
    icon: assetPath('favicon.svg'),
    liveScript: assetPath('live.js'),
    mailboxScript: assetPath('mailbox.js'),
    passkeyScript: assetPath('passkey.js'),
    preferencesScript: assetPath('preferences.js'),
    proofScript: assetPath('proof.js'),
    proofWorker: assetPath(proofWorker),
    searchScript: assetPath('search.js'),
    sendingScript: assetPath('sending.js'),
    timeZoneScript: assetPath('time-zone.js'),
  };
}

function assetPath(file: string): string {
  return `/assets/${file}?v=${shortHash(readFileSync(assetFile(file)))}`;
}

/** The words of the subscribe form; the promise is the text that consent records refer to. */
function consentWords({ t, language }: Texts) {
  return {
    invitation: t('subscribe.invitation'),
    button: t('subscribe.button'),
    promise: consentWordings[language].text,
  };
}
