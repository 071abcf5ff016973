import { readFileSync } from 'node:fs';
import { accentSheet, mailLogo, shownSize } from '../../brand/brand.js';
import type { BrandFile } from '../../brand/brand-folder.js';
import type { Config } from '../../config/config.js';
import type { Language } from '../../model/language.js';
import { noticeValues } from '../../rendering/compile-notice.js';
import { openViews } from '../../web/http/open-views.js';
import { proofViews } from '../../web/http/proof-views.js';
import { assetFile } from '../../web/http/views.js';
import { type MailRenderer, openMailRenderer } from '../../wiring/wiring-mail.js';
import { contrastLines } from './contrast-lines.js';
import { previewPage, standingAlone } from './preview-page.js';

/** Stands for the links of a reader; no token, so that it does nothing. */
const LINK = 'https://example.org/a-link';

/** Head, form and foot of a page, and a mail with its button and links, as readers see them. */
export async function composePreview(config: Config, language: Language): Promise<string> {
  const mailRenderer = await openMailRenderer(config);
  const file = mailLogo(config.brand);
  return previewPage({
    name: config.siteName,
    page: pageOf(config, mailRenderer, language),
    mail: await mailOf(mailRenderer, file, language),
    lines: contrastLines(config.brand),
    notes: notesOf(file, mailRenderer.site.logo ?? null),
  });
}

function pageOf(config: Config, { texts }: MailRenderer, language: Language): string {
  const places = { file: dataUrl, sheet: () => '' };
  const views = openViews(config, texts, { mailboxOpen: false, shareImagesDrawn: false }, places);
  const values = new Map(proofViews).get('subscribe') ?? {};
  const css = `${readFileSync(assetFile('broadsheet.css'), 'utf8')}${accentSheet(config.brand) ?? ''}`;
  return standingAlone(views.render(language, 'subscribe', values), css);
}

async function mailOf(
  { templates, texts, site }: MailRenderer,
  file: BrandFile | null,
  language: Language,
): Promise<string> {
  const logo = file === null ? null : { url: dataUrl(file), ...shownSize(file) };
  const values = noticeValues(texts[language], { ...site, logo }, 'welcome', {
    address: 'reader@example.org',
    ...{ actionUrl: LINK, unsubscribeUrl: LINK, chooseUrl: LINK },
  });
  return templates[language].html('welcome', values);
}

function notesOf(file: BrandFile | null, shown: object | null): readonly string[] {
  if (file === null)
    return ['Mails have the name on top: BRAND has no logo.png, and few programs for mail show SVG.'];
  return shown === null
    ? ['Mails that leave have the name on top, not the logo: PUBLIC_URL is not https.']
    : [];
}

function dataUrl({ type, bytes }: BrandFile): string {
  return `data:${type};base64,${bytes.toString('base64')}`;
}
