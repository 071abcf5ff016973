import { fileURLToPath } from 'node:url';
import { type Brand, mailLogo, shownSize } from '../src/brand/brand.js';
import { loadTexts } from '../src/i18n/load-texts.js';
import type { Language } from '../src/model/language.js';
import { compileDigest } from '../src/rendering/compile-digest.js';
import { composeAlerts } from '../src/rendering/compose-alerts.js';
import { composeDigest } from '../src/rendering/compose-digest.js';
import { composeNotice } from '../src/rendering/compose-notice.js';
import { wholeEdition } from '../src/rendering/edition.js';
import { messageBytes } from '../src/rendering/message-parts.js';
import type { SiteIdentity } from '../src/rendering/site-identity.js';
import { loadTemplates, type Templates } from '../src/rendering/templates.js';
import { alertSample } from './alerts.js';
import { noticeSamples } from './notices.js';
import { type DigestSample, digestSamples } from './samples.js';
import { reader, site, wordySite } from './sender.js';

export const templatesFolder = fileURLToPath(new URL('../templates/email', import.meta.url));
export const textsFolder = fileURLToPath(new URL('../texts', import.meta.url));

const WORDY = 'a long name and address';
const ALERT = 'alert';

export const messageNames: readonly string[] = [
  ...Object.keys(digestSamples),
  WORDY,
  ...Object.keys(noticeSamples),
  ALERT,
];

/**
 * A message as it would leave, from templates read at this moment.
 * @param own the operator's templates
 * @param brand the operator's logo, colours and links
 * @returns null where no message has this name
 */
export async function previewMessage(
  name: string,
  language: Language,
  own: string | null,
  brand: Brand | null = null,
): Promise<Buffer | null> {
  const { [language]: templates } = await loadTemplates(templatesFolder, await loadTexts(), {
    own,
    accents: brand?.accents ?? null,
  });
  return composePreview(templates, name, brand === null ? site : identityOf(brand));
}

/** The same from templates that were read before. */
export async function composePreview(
  templates: Templates,
  name: string,
  sender: SiteIdentity = site,
): Promise<Buffer | null> {
  const { name: longName, postalAddress } = wordySite;
  const wordy = sender === site ? wordySite : { ...sender, name: longName, postalAddress };
  if (name === WORDY) return digestMessage(templates, wordy, digestSamples['a usual day']?.(templates.texts));
  if (name === ALERT)
    return messageBytes(await composeAlerts(templates, sender, alertSample(templates.texts)));
  if (Object.hasOwn(digestSamples, name))
    return digestMessage(templates, sender, digestSamples[name]?.(templates.texts));
  const sample = Object.hasOwn(noticeSamples, name) ? noticeSamples[name] : undefined;
  if (sample === undefined) return null;
  return messageBytes(await composeNotice(templates, sender, { ...reader, ...sample }));
}

/** The logo stands in the mail itself: nothing serves it here. */
function identityOf(brand: Brand): SiteIdentity {
  const file = mailLogo(brand);
  if (file === null) return { ...site, links: brand.links };
  const url = `data:${file.type};base64,${file.bytes.toString('base64')}`;
  return { ...site, links: brand.links, logo: { url, ...shownSize(file) } };
}

async function digestMessage(
  templates: Templates,
  sender: SiteIdentity,
  sample: DigestSample | undefined,
): Promise<Buffer | null> {
  if (sample === undefined) return null;
  const compiled = await compileDigest(templates, sender, sample.digest);
  return messageBytes(composeDigest(wholeEdition(compiled, sample.terms), reader));
}
