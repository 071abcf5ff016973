import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { beforeAll, describe, expect, it } from 'vitest';
import { BroadsheetError } from '../../src/errors.js';
import { type CompiledDigest, compileDigest } from '../../src/rendering/compile-digest.js';
import { composeDigest } from '../../src/rendering/compose-digest.js';
import { blockPlaces } from '../../src/rendering/digest-blocks.js';
import { digestPreheader } from '../../src/rendering/digest-subject.js';
import { joinEdition, wholeEdition } from '../../src/rendering/edition.js';
import { messageBytes } from '../../src/rendering/message-parts.js';
import type { Templates } from '../../src/rendering/templates.js';
import { anyCharacter } from '../support/any-character.js';
import { checkMessage } from '../support/check-message.js';
import { emailTemplates } from './email-templates.js';
import {
  hostileDigest,
  inventedDigest,
  inventedEntry,
  ordinaryDigest,
  reader,
  site,
} from './invented-digest.js';
import { renderWhole } from './render-whole.js';

const digest = hostileDigest();
let templates: Templates;
let compiled: CompiledDigest;

beforeAll(async () => {
  templates = await emailTemplates();
  compiled = await compileDigest(templates, site, digest);
});

const atom = fc.stringMatching(/^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]{1,30}$/u);
const address = fc
  .tuple(fc.array(atom, { minLength: 1, maxLength: 5 }), fc.stringMatching(/^[a-z0-9]{1,40}\.[a-z]{2,9}$/))
  .map(([atoms, domain]) => `${atoms.join('.')}@${domain}`);
const unsubscribeUrl = fc
  .stringMatching(/^[!#-;=?-~]{0,700}$/)
  .map((rest) => `https://papers.example.org/${rest}`);
const blocks = fc.array(fc.integer({ min: 0, max: blockPlaces(digest.papers.length).length - 1 }), {
  maxLength: 30,
});

function lines(text: string | undefined): string {
  return (text ?? '').replace(/\r\n/g, '\n').trimEnd();
}

describe('a composed digest', () => {
  it('equals, part by part, the templates rendered whole: any selection, any reader', async () => {
    const preheader = digestPreheader(compiled.texts, compiled.titles, '');
    await fc.assert(
      fc.asyncProperty(blocks, address, unsubscribeUrl, async (chosen, to, url) => {
        const edition = joinEdition(
          compiled,
          compiled.titles.map((_, paper) => paper),
          chosen,
        );
        const personal = {
          address: to,
          unsubscribeUrl: url,
          answersUrl: `${url}#answers`,
          preferencesUrl: `${url}#when`,
        };
        const raw = messageBytes(composeDigest(edition, { ...reader, ...personal }));
        const parsed = await PostalMime.parse(raw);
        const whole = await renderWhole(templates, digest, {
          compiled,
          blocks: chosen,
          date: compiled.date,
          preheader,
          why: '',
          reader: personal,
        });
        expect(lines(parsed.text)).toBe(lines(whole.text));
        expect(lines(parsed.html)).toBe(lines(whole.html));
        expect(parsed.to?.[0]?.address).toBe(to);
        expect(await checkMessage(raw, { expectList: true })).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('takes any text as title and abstract', async () => {
    const text = fc.string({ unit: anyCharacter, maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 3 }), async (papers) => {
        const random = inventedDigest(
          papers.map(([title, abstract], index) => inventedEntry(index + 1, { title, abstract })),
        );
        const bytes = await compileDigest(templates, site, random);
        const edition = wholeEdition(bytes);
        const raw = messageBytes(composeDigest(edition, reader));
        const parsed = await PostalMime.parse(raw);
        const whole = await renderWhole(templates, random, {
          compiled: bytes,
          blocks: edition.blocks,
          date: bytes.date,
          preheader: digestPreheader(bytes.texts, bytes.titles, bytes.date),
          why: '',
          reader,
        });
        expect(lines(parsed.text)).toBe(lines(whole.text));
        expect(lines(parsed.html)).toBe(lines(whole.html));
        expect(await checkMessage(raw, { expectList: true })).toEqual([]);
      }),
      { numRuns: 40, examples: [[[['\u0000', '']]]] },
    );
  });

  it.each([
    ['address', { address: 'reader@example.net\r\nBcc: other@example.net' }],
    ['address', { address: 'reader@example.net, other@example.net' }],
    ['address', { address: 'reader@example.net\n' }],
    ['link', { unsubscribeUrl: 'https://papers.example.org/\r\nX-Injected: yes' }],
    ['link', { unsubscribeUrl: 'https://papers.example.org/a>, <https://elsewhere.example.org' }],
    ['link', { unsubscribeUrl: 'javascript:alert(1)' }],
    ['link', { unsubscribeUrl: `https://papers.example.org/${'a'.repeat(990)}` }],
    ['Message-ID', { messageId: '<a@example.org>\r\nX-Injected: yes' }],
    ['Message-ID', { messageId: 'a@example.org' }],
  ])('refuses what would break a header: %s', (_, change) => {
    expect(() => composeDigest(wholeEdition(compiled), { ...reader, ...change })).toThrow(BroadsheetError);
  });

  it('makes the same bytes each time', () => {
    const edition = wholeEdition(compiled);
    const first = messageBytes(composeDigest(edition, reader));
    expect(messageBytes(composeDigest(edition, reader)).equals(first)).toBe(true);
  });

  it('has a body that DKIM has nothing to change in', () => {
    const body = Buffer.concat(composeDigest(wholeEdition(compiled), reader).body).toString('latin1');
    expect(body).not.toMatch(/[ \t]{2}|\t|[ \t]\r\n|\r\n\r\n$/);
    expect(body).toMatch(/\r\n$/);
  });

  it('holds nothing of a reader but in the headers and the last block', () => {
    const raw = messageBytes(composeDigest(wholeEdition(compiled), reader)).toString('latin1');
    const other = messageBytes(
      composeDigest(wholeEdition(compiled), {
        ...reader,
        address: 'someone.else@example.com',
        unsubscribeUrl: 'https://papers.example.org/unsubscribe/other',
      }),
    ).toString('latin1');
    const middle = (message: string) =>
      message.slice(message.indexOf('\r\n\r\n'), message.indexOf('You get this because'));
    expect(middle(other)).toBe(middle(raw));
    expect(other).not.toContain('reader@example.net');
  });

  it('keeps a non-ASCII local part as it is (RFC 6532)', async () => {
    const raw = messageBytes(
      composeDigest(wholeEdition(compiled), { ...reader, address: 'jürgen@example.net' }),
    );
    expect(raw.toString('utf8')).toContain('\r\nTo: jürgen@example.net\r\n');
  });

  it('names the digest in its headers', async () => {
    const bytes = await compileDigest(templates, site, ordinaryDigest(19));
    const { headers, subject } = await PostalMime.parse(
      messageBytes(composeDigest(wholeEdition(bytes), reader)),
    );
    const fields = Object.fromEntries(headers.map(({ key, value }) => [key, value]));
    expect(subject).toBe('Invented paper 1: a title of ordinary length for a made-up method, and 18 more');
    expect(fields).toMatchObject({
      date: 'Tue, 24 Mar 2026 08:00:03 +0000',
      from: 'Broadsheet <papers@example.org>',
      to: 'reader@example.net',
      'reply-to': '<editor@example.org>',
      'message-id': reader.messageId,
      'list-id': 'Broadsheet <daily.example.org>',
      'list-unsubscribe': `<${reader.unsubscribeUrl}>`,
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
      'list-help': '<https://papers.example.org/>',
      'list-archive': '<https://papers.example.org/digests>',
      'list-owner': '<mailto:editor@example.org>',
      'feedback-id': expect.stringMatching(/^2026-03-24:daily:digest:[0-9a-f]{12}$/),
    });
  });
});
