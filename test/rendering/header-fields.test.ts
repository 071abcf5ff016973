import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { BroadsheetError } from '../../src/errors.js';
import { oneLine } from '../../src/model/one-line.js';
import {
  addressField,
  dateField,
  fixedField,
  type HeaderField,
  listIdField,
  mailboxField,
  messageIdField,
  textField,
  uriField,
} from '../../src/rendering/header-fields.js';
import { anyCharacter } from '../support/any-character.js';

async function readBack(field: HeaderField) {
  return PostalMime.parse(Buffer.from(`${field}Next: field\r\n\r\nbody`, 'utf8'));
}

const anyText = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        '\r\n',
        '\n',
        '\r\n ',
        'Bcc: a@b.example',
        '=?UTF-8?Q?a?=',
        'é',
        '漢字',
        '  ',
        'word',
        '"',
        '\\',
        '<',
        '(',
      ),
      {
        maxLength: 40,
      },
    )
    .map((parts) => parts.join('')),
);

describe('a text field', () => {
  it('stays one header whatever the text is, and reads back as it', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const field = textField('Subject', text);
        expect(field).toMatch(/^Subject: (?:[ -~]|\r\n (?=[!-~]))*\r\n$/);
        const { headers, subject } = await readBack(field);
        expect(headers.map(({ key }) => key)).toEqual(['subject', 'next']);
        expect(subject ?? '').toBe(oneLine(text));
        for (const line of field.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78);
      }),
      { numRuns: 400 },
    );
  });

  it('has encoded-words of at most 75 characters on lines of at most 76', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), (text) => {
        const field = textField('Subject', `é${text}`);
        for (const word of field.match(/=\?\S+\?=/g) ?? []) expect(word.length).toBeLessThanOrEqual(75);
        for (const line of field.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
      }),
    );
  });
});

describe('a mailbox field', () => {
  it('reads back its display name and its address', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (name) => {
        const { from, headers } = await readBack(
          mailboxField('From', { name, address: 'papers@example.org' }),
        );
        expect(headers).toHaveLength(2);
        expect(from).toEqual({ name: oneLine(name), address: 'papers@example.org' });
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['Broadsheet', 'From: Broadsheet <papers@example.org>\r\n'],
    ['', 'From: <papers@example.org>\r\n'],
    ['Papers, "daily"', 'From: "Papers, \\"daily\\"" <papers@example.org>\r\n'],
    ['Journal de l’été', 'From: =?UTF-8?B?Sm91cm5hbCBkZSBs4oCZw6l0w6k=?= <papers@example.org>\r\n'],
  ])('writes %j', (name, field) => {
    expect(mailboxField('From', { name, address: 'papers@example.org' })).toBe(field);
  });
});

describe('fields with a syntax of their own', () => {
  it.each<[string, HeaderField, string]>([
    [
      'a date in UTC',
      dateField(new Date('2026-03-01T09:05:07.999Z')),
      'Date: Sun, 01 Mar 2026 09:05:07 +0000\r\n',
    ],
    ['an id', messageIdField('<a-b_c@example.org>'), 'Message-ID: <a-b_c@example.org>\r\n'],
    ['an address', addressField('To', 'o.neil+papers@example.org'), 'To: o.neil+papers@example.org\r\n'],
    ['a list', listIdField('Broadsheet', 'daily.example.org'), 'List-Id: Broadsheet <daily.example.org>\r\n'],
    ['a fixed value', fixedField('MIME-Version', '1.0'), 'MIME-Version: 1.0\r\n'],
  ])('writes %s', (_, field, line) => {
    expect(field).toBe(line);
  });

  it('keeps a long URI on one line', () => {
    const uri = `https://example.org/${'a'.repeat(400)}`;
    expect(uriField('List-Unsubscribe', uri)).toBe(`List-Unsubscribe: <${uri}>\r\n`);
  });

  it.each<[string, () => HeaderField]>([
    ['an address with a line break', () => addressField('To', 'a@example.org\r\nBcc: b@example.org')],
    ['two addresses', () => addressField('To', 'a@example.org,b@example.org')],
    ['an address in brackets', () => addressField('To', '<a@example.org>')],
    ['a From with a line break', () => mailboxField('From', { name: 'a', address: 'a@b.example\n' })],
    ['a URI with a line break', () => uriField('List-Help', 'https://example.org/\r\n')],
    ['a URI with a bracket', () => uriField('List-Help', 'https://example.org/>')],
    ['a URI that is not ASCII', () => uriField('List-Help', 'https://bücher.example/')],
    ['a URI of another scheme', () => uriField('List-Help', 'data:text/html,a')],
    ['a line over 998 octets', () => uriField('List-Help', `https://example.org/${'a'.repeat(980)}`)],
    ['an id with a line break', () => messageIdField('<a@example.org>\r\n')],
    ['a list without a domain', () => listIdField('Broadsheet', 'daily')],
    ['a fixed value with a line break', () => fixedField('Feedback-ID', 'a:b\r\nc')],
  ])('refuses %s', (_, make) => {
    expect(make).toThrow(BroadsheetError);
  });
});
