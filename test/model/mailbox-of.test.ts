import { expect, it } from 'vitest';
import { countedDomain, domainsCountedAs, mailboxOf } from '../../src/model/mailbox-of.js';

it.each([
  ['reader@example.org', 'reader@example.org'],
  ['Reader+papers@Example.org', 'reader@example.org'],
  ['a.reader+x+y@gmail.com', 'areader@gmail.com'],
  ['A.Reader@googlemail.com', 'areader@gmail.com'],
  ['a.reader@example.org', 'a.reader@example.org'],
  ['+@example.org', '+@example.org'],
  ['+tag@gmail.com', '+tag@gmail.com'],
  ['...@gmail.com', '...@gmail.com'],
  ['a.reader@gmail.com.example.org', 'a.reader@gmail.com.example.org'],
])('%s leads to %s', (address, mailbox) => {
  expect(mailboxOf(address)).toBe(mailbox);
  expect(mailboxOf(mailbox)).toBe(mailbox);
});

it('counts the domains of one service as one', () => {
  expect(countedDomain('x@GoogleMail.com')).toBe('gmail.com');
  expect(domainsCountedAs('gmail.com')).toEqual(['gmail.com', 'googlemail.com']);
  expect(domainsCountedAs('example.org')).toEqual(['example.org']);
});
