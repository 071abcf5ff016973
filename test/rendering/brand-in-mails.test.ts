import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contactOfAddress } from '../../src/brand/site-links.js';
import { noticeKinds } from '../../src/model/delivery.js';
import { languages } from '../../src/model/language.js';
import { compileDigest } from '../../src/rendering/compile-digest.js';
import { composeAlerts } from '../../src/rendering/compose-alerts.js';
import { composeDigest } from '../../src/rendering/compose-digest.js';
import { composeNotice } from '../../src/rendering/compose-notice.js';
import { wholeEdition } from '../../src/rendering/edition.js';
import { messageBytes } from '../../src/rendering/message-parts.js';
import { proveTemplates } from '../../src/rendering/prove-templates.js';
import type { SiteIdentity } from '../../src/rendering/site-identity.js';
import { loadTemplates, type Templates } from '../../src/rendering/templates.js';
import { checkMessage } from '../support/check-message.js';
import { shippedTexts } from '../support/shipped-texts.js';
import { allTemplates, emailFolder } from './email-templates.js';
import { ordinaryDigest, site as plainSite, reader } from './invented-digest.js';

const links = {
  imprintUrl: 'https://example.org/imprint?a=1&b=2#c',
  privacyUrl: 'https://example.org/privacy',
  contact: contactOfAddress('editors@example.org'),
};
const logo = { url: 'https://papers.example.org/brand/0123456789/logo.png', width: 140, height: 48 };
const site: SiteIdentity = { ...plainSite, links, logo };
const labels = {
  en: ['Imprint', 'Privacy', 'Contact'],
  de: ['Impressum', 'Datenschutz', 'Kontakt'],
} as const;

/** One message of each kind. */
async function everyMail(templates: Templates, sender: SiteIdentity): Promise<[string, Buffer][]> {
  const { address, messageId, date, unsubscribeUrl } = reader;
  const alerts = {
    address,
    messageId,
    date,
    pageUrl: unsubscribeUrl,
    alerts: [{ sentence: 'A', when: 'B' }],
  };
  const digests = [5, 0].map(async (papers) => {
    const compiled = await compileDigest(templates, sender, ordinaryDigest(papers));
    return [`digest of ${papers}`, messageBytes(composeDigest(wholeEdition(compiled), reader))] as const;
  });
  const notices = noticeKinds.map(async (kind) => {
    const leave = kind === 'welcome' ? unsubscribeUrl : null;
    const own = { kind, address, messageId, date, newAddress: address };
    const notice = { ...own, actionUrl: unsubscribeUrl, unsubscribeUrl: leave };
    return [kind, messageBytes(await composeNotice(templates, sender, notice))] as const;
  });
  const alert = ['alert', messageBytes(await composeAlerts(templates, sender, alerts))] as const;
  return [...(await Promise.all([...digests, ...notices])), alert].map(([name, raw]) => [name, raw]);
}

describe.each(languages)('every kind of mail in %s', (language) => {
  it('has the links of its publisher in both parts, and the logo with the name in its place', async () => {
    const mails = await everyMail((await allTemplates())[language], site);
    expect(mails.length).toBe(noticeKinds.length + 3);
    for (const [name, raw] of mails) {
      const { html = '', text = '' } = await PostalMime.parse(raw);
      const [imprint, privacy, contact] = labels[language];
      expect(text, name).toContain(
        `\n\n${imprint}: ${links.imprintUrl}\n${privacy}: ${links.privacyUrl}\n${contact}: editors@example.org\n\n`,
      );
      expect(html, name).toContain('href="https://example.org/imprint?a=1&amp;b=2#c"');
      expect(html, name).toContain(`href="${links.privacyUrl}"`);
      expect(html, name).toContain('href="mailto:editors@example.org"');
      expect(
        [imprint, privacy, contact].filter((label) => !html.includes(`>${label}</a>`)),
        name,
      ).toEqual([]);
      expect(html, name).toMatch(
        /<img src="https:\/\/papers\.example\.org\/brand\/0123456789\/logo\.png" width="140" height="48" alt="Broadsheet"/,
      );
      expect(text.trimEnd(), name).not.toMatch(/\n\n\n| \n/);
      const expectList = name.startsWith('digest');
      expect(await checkMessage(raw, { expectList }), name).toEqual([]);
    }
  });

  it('has none of it where there is none', async () => {
    for (const [name, raw] of await everyMail((await allTemplates())[language], plainSite)) {
      const { html = '', text = '' } = await PostalMime.parse(raw);
      expect(
        labels[language].filter((label) => html.includes(label) || text.includes(label)),
        name,
      ).toEqual([]);
      expect(html, name).not.toContain('/brand/');
    }
  });
});

it('accents take the place of those in the colours of mails', async () => {
  const accents = { light: '#0B5394', dark: '#9FC5F0' };
  const { en } = await loadTemplates(emailFolder, await shippedTexts(), { accents });
  const [[, raw] = ['', Buffer.alloc(0)]] = await everyMail(en, plainSite);
  const { html = '' } = await PostalMime.parse(raw);
  expect(html).toContain('color:#0B5394');
  expect(html).toContain('color: #9FC5F0 !important');
  expect(html).not.toMatch(/#8A2B1D|#F0907E/i);
});

describe('a foot of one’s own', () => {
  let own: string;
  beforeEach(async () => {
    own = await mkdtemp(join(tmpdir(), 'own-foot-'));
  });
  afterEach(() => rm(own, { recursive: true }));

  it('is refused where it leaves out the links of a publisher that has some, and taken where there are none', async () => {
    const source = await readFile(join(emailFolder, 'parts/footer.txt.liquid'), 'utf8');
    const before = source.replace(/\{%- for link[\s\S]*?endfor -%\}\n/, '');
    expect(before).not.toBe(source);
    await mkdir(join(own, 'parts'));
    await writeFile(join(own, 'parts/footer.txt.liquid'), before);
    const templates = await allTemplates(own);
    await expect(proveTemplates(templates, site)).rejects.toMatchObject({
      code: 'TEMPLATE_INVALID',
      message: expect.stringMatching(
        /^digest\.txt\.liquid cannot be used: site\.links are missing from it and its parts: imprint/,
      ),
    });
    await expect(proveTemplates(templates, plainSite)).resolves.toBeUndefined();
  });
});
