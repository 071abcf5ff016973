import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { beforeAll, describe, expect, it } from 'vitest';
import { type NoticeKind, noticeKinds, noticesWithoutAction } from '../../src/model/delivery.js';
import { languages } from '../../src/model/language.js';
import { noticeValues } from '../../src/rendering/compile-notice.js';
import { composeNotice, type Notice } from '../../src/rendering/compose-notice.js';
import { messageBytes } from '../../src/rendering/message-parts.js';
import type { SiteIdentity } from '../../src/rendering/site-identity.js';
import type { Templates } from '../../src/rendering/templates.js';
import { checkMessage } from '../support/check-message.js';
import { allTemplates, emailTemplates } from './email-templates.js';
import { reader, site } from './invented-digest.js';

let templates: Templates;

beforeAll(async () => {
  templates = await emailTemplates();
});

const kinds: readonly NoticeKind[] = noticeKinds;
const actionUrl = 'https://papers.example.org/confirm/AAAAAAABAAAAAGnCfQ0Vn0Z0q9fJ2w3d4e5f6g7h';

function notice(kind: NoticeKind, changes: Partial<Notice> = {}): Notice {
  const { address, messageId, date, unsubscribeUrl } = reader;
  const leave = kind === 'welcome' ? unsubscribeUrl : null;
  return {
    kind,
    address,
    messageId,
    date,
    actionUrl,
    unsubscribeUrl: leave,
    newAddress: 'new@example.net',
    ...changes,
  };
}

function lines(text: string | undefined): string {
  return (text ?? '').replace(/\r\n/g, '\n').trimEnd();
}

describe.each(languages)('in %s', (language) => {
  it.each(kinds)('the %s keeps to the rules', async (kind) => {
    const raw = messageBytes(await composeNotice((await allTemplates())[language], site, notice(kind)));
    const link = noticesWithoutAction.has(kind) ? [] : [actionUrl];
    const holds = ['1 Invented Street', 'reader@example.net', ...link];
    expect(await checkMessage(raw, { expectList: false, holds })).toEqual([]);
    const { headers, html, text, subject } = await PostalMime.parse(raw);
    expect(headers).toContainEqual(expect.objectContaining({ key: 'content-language', value: language }));
    expect(html).toMatch(new RegExp(`<html[^>]* lang="${language}"`));
    expect(subject?.length).toBeLessThanOrEqual(70);
    for (const line of (text ?? '').split('\n')) {
      if (!line.includes('://')) expect(line.length).toBeLessThan(78);
    }
  });
});

it.each([
  ['en', 'The first weekly digest comes on Monday, March 30, at 08:00 (Europe/Berlin).'],
  ['de', ' kommt am Montag, 30. März, um 08:00 Uhr (Europe/Berlin).'],
] as const)(
  'a welcome says when the first digest comes, in the reader’s time, in %s',
  async (language, words) => {
    const when = { day: '2026-03-30', time: '08:00', isLate: false };
    const coming = { kind: 'weekly', timeZone: 'Europe/Berlin', ...when } as const;
    const welcome = notice('welcome', { coming });
    const { html, text } = await PostalMime.parse(
      messageBytes(await composeNotice((await allTemplates())[language], site, welcome)),
    );
    expect(text).toContain(`${words}\n\n`);
    expect(html).toContain(words);
  },
);

describe.each(kinds)('the %s', (kind) => {
  it('keeps to the rules, with a button and without', async () => {
    for (const url of [actionUrl, null]) {
      const raw = messageBytes(await composeNotice(templates, site, notice(kind, { actionUrl: url })));
      const holds = [
        '1 Invented Street',
        'reader@example.net',
        ...(url === null || noticesWithoutAction.has(kind) ? [] : [url]),
      ];
      expect(await checkMessage(raw, { expectList: false, holds })).toEqual([]);
    }
  });

  it('equals the templates rendered whole, whoever the reader is', async () => {
    const address = fc
      .stringMatching(/^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]{1,64}$/u)
      .map((local) => `${local}@example.net`);
    const url = fc.stringMatching(/^[!#-;=?-~]{0,500}$/).map((rest) => `https://papers.example.org/${rest}`);
    await fc.assert(
      fc.asyncProperty(address, url, fc.option(url), async (to, action, leave) => {
        const values = notice(kind, { address: to, actionUrl: action, unsubscribeUrl: leave });
        const parsed = await PostalMime.parse(messageBytes(await composeNotice(templates, site, values)));
        const whole = { ...noticeValues(templates.texts, site, kind, values) };
        expect(lines(parsed.text)).toBe(lines(await templates.text(kind, whole)));
        expect(lines(parsed.html)).toBe(lines(await templates.html(kind, whole)));
      }),
      { numRuns: 25 },
    );
  });

  it('carries one-click headers exactly where there is something to leave', async () => {
    const plain = messageBytes(
      await composeNotice(templates, site, notice(kind, { unsubscribeUrl: null })),
    ).toString();
    expect(plain).not.toContain('List-');
    const { unsubscribeUrl } = reader;
    const leaving = messageBytes(
      await composeNotice(templates, site, notice(kind, { unsubscribeUrl })),
    ).toString();
    expect(leaving).toContain(`\r\nList-Unsubscribe: <${unsubscribeUrl}>\r\n`);
    expect(leaving).toContain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
  });

  it('breaks no header and loses no name where the name of a site holds quotes, tags and line breaks', async () => {
    const odd: SiteIdentity = {
      ...site,
      name: 'Ärzte & "Söhne" <daily>\r\nBcc: x@example.org',
      from: { name: 'Ärzte, täglich', address: 'papers@example.org' },
      replyTo: null,
      postalAddress: null,
    };
    const raw = messageBytes(await composeNotice(templates, odd, notice(kind)));
    expect(await checkMessage(raw, { expectList: false })).toEqual([]);
    const { subject, from, text } = await PostalMime.parse(raw);
    expect(from?.name).toBe('Ärzte, täglich');
    expect(subject).toContain('Ärzte & "Söhne" <daily> Bcc: x@example.org');
    expect(text).toContain('Ärzte & "Söhne" <daily> Bcc: x@example.org');
  });

  it('refuses an address that would break a header', async () => {
    const broken = notice(kind, { address: 'a@example.org\r\nBcc: b@example.org' });
    await expect(composeNotice(templates, site, broken)).rejects.toMatchObject({ code: 'ADDRESS_INVALID' });
  });
});

it('compiles a notice once for each site', async () => {
  const twin = { ...site };
  const first = await composeNotice(templates, twin, notice('confirmation'));
  const compiled = templates.notices.get(twin);
  expect(await composeNotice(templates, twin, notice('confirmation'))).toEqual(first);
  expect(templates.notices.get(twin)).toBe(compiled);
  expect(compiled?.size).toBe(1);
});
