import { describe, expect, it } from 'vitest';
import {
  addressesIn,
  addressIn,
  carriedAddress,
  unwrapped,
} from '../../../src/feedback/reading/addresses.js';

describe('addressIn', () => {
  it.each([
    ['rfc822; ada@example.org', 'ada@example.org'],
    ['RFC822;<Ada.B@Example.ORG>', 'Ada.B@example.org'],
    ['<ada@example.org>', 'ada@example.org'],
    ['"Lovelace, Ada" <ada@example.org>', 'ada@example.org'],
    ['rfc822; "ada lovelace"@example.org', '"ada lovelace"@example.org'],
    ['rfc822;@relay.example:ada@example.org', 'ada@example.org'],
    ['utf-8; ad\\x{E4}@example.org', 'adä@example.org'],
    ['X400; /S=ada/O=works/C=de/', '/S=ada/O=works/C=de/'],
    ['rfc822; ', null],
    ['nobody', null],
  ])('finds in %j %j', (text, expected) => {
    expect(addressIn(text)).toBe(expected);
  });

  it('finds each of several once', () => {
    expect(addressesIn('A <a@one.example>, b@two.example (a@one.example)')).toEqual([
      'a@one.example',
      'b@two.example',
    ]);
  });
});

describe('unwrapped', () => {
  it.each([
    ['prvs=0123abcdef=ada@example.org', 'ada@example.org'],
    ['SRS0=HHH=TT=example.org=ada@forwarder.example', 'ada@example.org'],
    ['srs0+HHH=TT=Example.org=ada+x=y@forwarder.example', 'ada+x=y@example.org'],
    ['SRS1=HHH=one.example==HHH=TT=example.org=ada@two.example', 'ada@example.org'],
    ['SRS0=HHH=TT=example.org=prvs=0123abcdef=ada@forwarder.example', 'ada@example.org'],
    ['SRS0=broken@forwarder.example', 'SRS0=broken@forwarder.example'],
  ])('makes %s of %s', (wrapped, expected) => {
    expect(unwrapped(wrapped)).toBe(expected);
  });
});

describe('carriedAddress', () => {
  it.each([
    ['list+ada=example.org@sender.example', 'ada@example.org'],
    ['bounces-ada.b=mail.example.org@sender.example', 'ada.b@mail.example.org'],
    ['list@sender.example', null],
    ['list+tag@sender.example', null],
  ])('finds in %s %s', (returnPath, expected) => {
    expect(carriedAddress(returnPath)).toBe(expected);
  });
});
