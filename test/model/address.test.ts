import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKey, addressParts, needsSmtpUtf8 } from '../../src/model/address.js';
import { anyCharacter } from '../support/any-character.js';

const label63 = 'b'.repeat(63);

describe('addressParts', () => {
  it.each([
    ['reader@example.org', 'reader', 'example.org'],
    ['  reader@example.org\n', 'reader', 'example.org'],
    ['\ufeffreader@example.org', 'reader', 'example.org'],
    ['Reader@EXAMPLE.Org', 'Reader', 'example.org'],
    ['first.last+papers@mail.example.org', 'first.last+papers', 'mail.example.org'],
    ["o'neil/x=y@example.org", "o'neil/x=y", 'example.org'],
    ['x@münchen.example', 'x', 'xn--mnchen-3ya.example'],
    ['x@mu\u0308nchen.example', 'x', 'xn--mnchen-3ya.example'],
    ['x@XN--MNCHEN-3YA.example', 'x', 'xn--mnchen-3ya.example'],
    ['x@例え。テスト', 'x', 'xn--r8jz45g.xn--zckzah'],
    ['x@ｅxample.org', 'x', 'example.org'],
    ['jo\u0308rg@example.org', 'jörg', 'example.org'],
    ['用户@example.org', '用户', 'example.org'],
    [`${'a'.repeat(64)}@example.org`, 'a'.repeat(64), 'example.org'],
    [`x@${label63}.example`, 'x', `${label63}.example`],
  ])('takes %j', (typed, local, domain) => {
    expect(addressParts(typed)).toEqual({ local, domain, address: `${local}@${domain}` });
  });

  it.each([
    ['nothing', ''],
    ['no at sign', 'reader.example.org'],
    ['no local part', '@example.org'],
    ['no domain', 'reader@'],
    ['single label', 'reader@localhost'],
    ['trailing dot', 'reader@example.org.'],
    ['empty label', 'reader@example..org'],
    ['leading hyphen', 'reader@-example.org'],
    ['trailing hyphen', 'reader@example-.org'],
    ['underscore', 'reader@ex_ample.org'],
    ['label of 64', `reader@${'b'.repeat(64)}.org`],
    ['broken A-label', 'reader@xn--.org'],
    ['numeric top level', 'reader@example.123'],
    ['IPv4', 'reader@127.0.0.1'],
    ['IPv4 in hexadecimal', 'reader@0x7f.1'],
    ['IPv4 literal', 'reader@[127.0.0.1]'],
    ['IPv6 literal', 'reader@[IPv6:::1]'],
    ['port', 'reader@example.org:25'],
    ['path', 'reader@example.org/x'],
    ['query', 'reader@example.org?x'],
    ['fragment', 'reader@example.org#x'],
    ['percent-encoded letter', 'reader@ex%61mple.org'],
    ['full-width slash', 'reader@example.org／x'],
    ['two at signs', 'a@b@example.org'],
    ['quoted local part', '"a b"@example.org'],
    ['display name', 'Reader <reader@example.org>'],
    ['list', 'a@example.org,b@example.org'],
    ['comment', 'reader(x)@example.org'],
    ['route', '@relay.example:reader@example.org'],
    ['mailto', 'mailto:reader@example.org'],
    ['leading dot', '.reader@example.org'],
    ['trailing dot in the local part', 'reader.@example.org'],
    ['two dots', 'rea..der@example.org'],
    ['space', 'rea der@example.org'],
    ['no-break space', 'rea\u00a0der@example.org'],
    ['CR LF', 'reader@example.org\r\nBcc: x@example.org'],
    ['NUL', 'rea\0der@example.org'],
    ['zero-width space', 'rea\u200bder@example.org'],
    ['right-to-left override', 'rea\u202eder@example.org'],
    ['lone surrogate', 'rea\ud800der@example.org'],
    ['Greek question mark that NFC makes a semicolon', 'rea\u037eder@example.org'],
    ['local part of 65 octets', `${'a'.repeat(65)}@example.org`],
    ['local part of 33 letters and 66 octets', `${'ö'.repeat(33)}@example.org`],
    ['255 octets', `${'a'.repeat(62)}@${[label63, label63, 'c'.repeat(61), 'de'].join('.')}`],
    ['a megabyte', `reader@${'é.'.repeat(500_000)}org`],
  ])('refuses %s', (_name, typed) => {
    expect(addressParts(typed)).toBeNull();
  });

  it('takes 254 octets', () => {
    const longest = `${'a'.repeat(61)}@${[label63, label63, 'c'.repeat(61), 'de'].join('.')}`;
    expect(Buffer.byteLength(longest)).toBe(254);
    expect(addressParts(longest)?.address).toBe(longest);
  });

  const letters = fc.string({ unit: anyCharacter, maxLength: 12 });
  const domains = fc.oneof(
    fc.domain(),
    letters,
    letters.map((text) => `${text}.example`),
  );
  const typed = fc.oneof(
    fc.emailAddress(),
    fc.string({ unit: anyCharacter }),
    fc.tuple(letters, domains).map(([local, domain]) => `${local}@${domain}`),
    fc.tuple(letters, domains, letters).map(([before, domain, after]) => `${before}x@${domain}${after}`),
  );

  it('lets through no control, space or line break, in the limits, with the domain in A-labels', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const parts = addressParts(text);
        if (parts === null) return;
        expect(parts.address).not.toMatch(/[\p{C}\s\p{Z}"<>(),:;[\]\\]/u);
        expect(parts.address.split('@')).toEqual([parts.local, parts.domain]);
        expect(parts.domain).toMatch(/^([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/);
        expect(Buffer.byteLength(parts.local)).toBeLessThanOrEqual(64);
        expect(Buffer.byteLength(parts.address)).toBeLessThanOrEqual(254);
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads its own answer as the same address', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const parts = addressParts(text);
        if (parts !== null) expect(addressParts(parts.address)).toEqual(parts);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('addressKey', () => {
  it.each([
    ['Reader@example.org', 'reader@example.org'],
    ['READER@EXAMPLE.ORG', 'reader@example.org'],
    ['JO\u0308RG@example.org', 'jörg@example.org'],
  ])('%j is kept under %j', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });

  it('is its own key', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        expect(addressKey(addressKey(text))).toBe(addressKey(text));
      }),
    );
  });
});

describe('needsSmtpUtf8', () => {
  it.each([
    ['reader@example.org', false],
    ['x@xn--mnchen-3ya.example', false],
    ['jörg@example.org', true],
  ])('%j: %j', (address, needed) => {
    expect(needsSmtpUtf8(address)).toBe(needed);
  });
});
