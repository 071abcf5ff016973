import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressParts } from '../../src/model/address.js';
import { proposeAddress } from '../../src/model/propose-address.js';
import { readTypedAddress } from '../../src/model/typed-address.js';

describe('readTypedAddress', () => {
  it.each([
    ['Ada <ada@example.org>'],
    ['"Lovelace, Ada" <ada@example.org>'],
    ['Ada Lovelace <ada@example.org>;'],
    ['<ada@example.org>'],
    ['mailto:ada@example.org'],
    ['Ada <mailto:ada@example.org>'],
    ['ada@example.org (Ada Lovelace)'],
    ['\u200bada@example.org\u200b'],
    ['ada\u200b@exam\u00adple.org'],
    ['\u202aada@example.org\u202c'],
    ['\ufeffada@example.org\u2060'],
    ['ada\ufe0f@example.org'],
    ['ada\u{e0101}@example.org'],
    [' \tada@example.org\r\n'],
  ])('takes %j', (typed) => {
    const read = readTypedAddress(typed);
    expect(read.ok && read.parts.address).toBe('ada@example.org');
  });

  it.each([
    ['ａda@example.org', 'ａ', 'ada@example.org'],
    ['ada＠example.org', '＠', 'ada@example.org'],
    ['ada@ｅxample.org', 'ｅ', 'ada@example.org'],
    ['ada@example．org', '．', 'ada@example.org'],
    ['Ada <ada@ｅxample.org>', 'ｅ', 'ada@example.org'],
    ['𝐚da@example.org', '𝐚', 'ada@example.org'],
    ['ﬁona@example.org', 'ﬁ', 'fiona@example.org'],
    ['ada\u3164@example.org', '\u3164', null],
    ['\u3164@example.org', '\u3164', null],
    ['ada\u115f@example.org', '\u115f', null],
    ['ada\uffa0@example.org', '\uffa0', null],
    ['ada\u2800@example.org', '\u2800', null],
  ])('names the look-alike in %j', (typed, sign, proposal) => {
    expect(readTypedAddress(typed)).toEqual({ ok: false, fault: { reason: 'look-alike', sign, proposal } });
  });

  it.each([
    ['', 'no-address'],
    [' \u200b\u00a0 ', 'no-address'],
    ['ada', 'not-an-address'],
    ['Ada <ada>', 'not-an-address'],
    ['ada@example.org, bo@example.org', 'not-an-address'],
    ['ada@example.org <bo@example.org>', 'not-an-address'],
    ['ada@exam\r\nple.org', 'not-an-address'],
    ['ada\u00a0l@example.org', 'not-an-address'],
    [`ada@${'example.'.repeat(300)}org`, 'not-an-address'],
  ])('refuses %j', (typed, reason) => {
    expect(readTypedAddress(typed)).toEqual({ ok: false, fault: { reason } });
  });

  it('takes nothing that the model would not, and leaves other scripts alone', () => {
    for (const address of ['用户@example.org', 'jörg@example.org', 'ольга@пример.рф', 'x@例え。テスト']) {
      expect(readTypedAddress(address).ok).toBe(true);
    }
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (typed) => {
        const read = readTypedAddress(typed);
        if (read.ok) expect(addressParts(read.parts.address)).toEqual(read.parts);
      }),
    );
  });
});

describe('proposeAddress', () => {
  const proposed = (domain: string) => {
    const parts = addressParts(`ada@${domain}`);
    return parts === null ? 'none' : (proposeAddress(parts)?.slice(4) ?? null);
  };

  it.each([
    ['gmial.com', 'gmail.com'],
    ['gmail.con', 'gmail.com'],
    ['gamil.com', 'gmail.com'],
    ['gmai.com', 'gmail.com'],
    ['gmaill.com', 'gmail.com'],
    ['gnail.com', 'gmail.com'],
    ['gmail.co', 'gmail.com'],
    ['gmail.cm', 'gmail.com'],
    ['gmial.con', 'gmail.com'],
    ['hotmial.com', 'hotmail.com'],
    ['outlok.com', 'outlook.com'],
    ['iclod.com', 'icloud.com'],
    ['yaho.com', 'yahoo.com'],
    ['protonmial.com', 'protonmail.com'],
    ['example.con', 'example.com'],
    ['lab.example.ogr', 'lab.example.org'],
  ])('asks at %s whether %s was meant', (typed, meant) => {
    expect(proposed(typed)).toBe(meant);
  });

  it.each(
    [
      'gmail.com gmx.de gmx.net gmx.at web.de qq.com 163.com ymail.com email.com mail.com meta.com tata.com',
      'cam.ac.uk ox.ac.uk u-tokyo.ac.jp kaist.ac.kr ethz.ch inria.fr ens.fr mila.quebec mit.edu deepmind.com',
      'example.org hotmail.de yahoo.co.uk yahoo.de outlook.fr live.nl proton.me fastmail.fr xn--mnchen-3ya.example',
    ].flatMap((line) => line.split(' ')),
  )('asks nothing at %s', (domain) => {
    expect(proposed(domain)).toBeNull();
  });
});
