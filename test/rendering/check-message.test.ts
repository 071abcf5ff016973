import { beforeAll, describe, expect, it } from 'vitest';
import { compileDigest } from '../../src/rendering/compile-digest.js';
import { composeDigest } from '../../src/rendering/compose-digest.js';
import { composeNotice } from '../../src/rendering/compose-notice.js';
import { wholeEdition } from '../../src/rendering/edition.js';
import { messageBytes } from '../../src/rendering/message-parts.js';
import { checkMessage } from '../support/check-message.js';
import { emailTemplates } from './email-templates.js';
import { ordinaryDigest, reader, site } from './invented-digest.js';

let digest: string;
let notice: string;

beforeAll(async () => {
  const templates = await emailTemplates();
  const compiled = await compileDigest(templates, site, ordinaryDigest(3));
  digest = messageBytes(composeDigest(wholeEdition(compiled), reader)).toString('latin1');
  const { address, messageId, date } = reader;
  const values = { kind: 'confirmation', address, messageId, date, unsubscribeUrl: null } as const;
  notice = messageBytes(
    await composeNotice(templates, site, { ...values, actionUrl: 'https://papers.example.org/confirm/a' }),
  ).toString('latin1');
});

function check(message: string, expectList: boolean): Promise<string[]> {
  return checkMessage(Buffer.from(message, 'latin1'), { expectList });
}

describe('the checker of messages', () => {
  it('finds nothing wrong with a good one', async () => {
    expect(await check(digest, true)).toEqual([]);
    expect(await check(notice, false)).toEqual([]);
  });

  it.each<[string, RegExp | string, string, RegExp]>([
    ['a second From', '\r\nTo: ', '\r\nFrom: <a@example.org>\r\nTo: ', /from stands 2 times/],
    ['no Date', /Date: .*\r\n/, '', /date stands 0 times/],
    ['a Bcc', '\r\nTo: ', '\r\nBcc: a@example.org\r\nTo: ', /unexpected header Bcc/],
    ['an injected header', '\r\nTo: ', '\r\nX-Injected: a\r\nTo: ', /unexpected header X-Injected/],
    ['two recipients', 'To: ', 'To: a@example.org, ', /To is not one address/],
    ['a date of another form', 'Tue, 24 Mar', '24 Mar', /Date is not one/],
    ['an id without brackets', /Message-ID: <(.*)>/, 'Message-ID: $1', /Message-ID is not one/],
    ['a bare LF', '\r\nTo: ', '\nTo: ', /CR or LF stands alone/],
    ['a long line', 'Subject: ', `Subject: ${'a '.repeat(600)}`, /a line of 1\d{3}/],
    ['a raw octet in the subject', 'Subject: ', 'Subject: \xe9', /subject is not ASCII/i],
    ['a long encoded-word', 'Subject: ', `Subject: =?UTF-8?Q?${'a'.repeat(70)}?= `, /encoded-word of 82/],
    [
      'a folded List-Unsubscribe',
      'List-Unsubscribe: ',
      'List-Unsubscribe:\r\n ',
      /List-Unsubscribe is folded/,
    ],
    ['no one-click', /List-Unsubscribe-Post: .*\r\n/, '', /List-Unsubscribe-Post is missing/],
    [
      'a mailto alone',
      /List-Unsubscribe: <.*>/,
      'List-Unsubscribe: <mailto:a@example.org>',
      /one http\(s\) URI/,
    ],
    ['five fields of feedback', 'Feedback-ID: ', 'Feedback-ID: a:', /Feedback-ID is malformed/],
    ['no List-Id', /List-Id: .*\r\n/, '', /List-Id is missing/],
    ['the parts in the wrong order', 'text/plain', 'text/html', /a part is text\/html/],
    ['no charset', 'text/plain; charset=utf-8', 'text/plain', /a part is text\/plain/],
    ['another encoding', 'quoted-printable', '8bit', /encoded as 8bit/],
    ['a boundary that text may hold', /=_broadsheet/g, 'broadsheet', /boundary could occur/],
    ['a long encoded line', 'Broadsheet\r\nTuesday', `${'a'.repeat(77)}\r\nTuesday`, /a line of 77/],
    ['a dot at the start', '\r\nTuesday', '\r\n.Tuesday', /a dot at the start/],
    ['a space at the end', '\r\nTuesday', ' \r\nTuesday', /white space at the end/],
    ['an escape that is none', '\r\nTuesday', '\r\nTuesday=G1', /encodes nothing/],
    ['a script', '</body>', '<script>a</script></body>', /holds <script>/],
    ['an image', '</body>', '<img alt=3D""></body>', /holds <img /],
    ['a form', '</body>', '<form></form></body>', /holds <form>/],
    ['a remote style', '</style>', '@import "a";</style>', /fetches something/],
    ['a handler', '<h1 ', '<h1 onclick=3D"a" ', /a handler in/],
    ['a link that is no link', '</body>', '<a href=3D"javascript:a">a</a></body>', /a link to "javascript/],
    ['no language', ' lang=3D"en"', '', /names no language/],
    ['no closing boundary', '--=_broadsheet--', '', /last boundary is missing/],
    ['HTML that is too large', '</body>', `${'<b>a</b>\r\n'.repeat(12_000)}</body>`, /octets/],
  ])('finds %s', async (_, find, replacement, fault) => {
    const broken = digest.replace(find, replacement);
    expect(broken).not.toBe(digest);
    expect((await check(broken, true)).join('\n')).toMatch(fault);
  });

  it.each<[string, RegExp | string, string, RegExp]>([
    ['an automatic mail that does not say so', /Auto-Submitted: .*\r\n/, '', /Auto-Submitted is missing/],
    [
      'one-click without a link',
      'To: ',
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nTo: ',
      /go together/,
    ],
  ])('finds %s', async (_, find, replacement, fault) => {
    expect((await check(notice.replace(find, replacement), false)).join('\n')).toMatch(fault);
  });

  it.each<[string, string, RegExp]>([
    [
      'a signature that leaves out one-click',
      'h=From:From:To:Subject',
      /does not cover List-Unsubscribe-Post/,
    ],
    ['a signature with a length', 'l=20; h=From:From', /signs a length/],
    ['a signature that names From once', 'h=From:To', /does not oversign From/],
    ['a signature of another domain', 'd=example.com; h=From:From', /d= is not of From/],
  ])('finds %s', async (_, tags, fault) => {
    const signed = `DKIM-Signature: v=1; a=rsa-sha256; d=example.org; ${tags}; bh=a; b=a\r\n${digest}`;
    expect((await check(signed, true)).join('\n')).toMatch(fault);
  });

  it('finds a text that is missing', async () => {
    const faults = await checkMessage(Buffer.from(digest, 'latin1'), {
      expectList: true,
      holds: ['Elsewhere'],
    });
    expect(faults).toEqual(['the text does not hold Elsewhere', 'the HTML does not hold Elsewhere']);
  });
});
