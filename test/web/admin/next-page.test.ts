import { expect, it } from 'vitest';
import { againUrl, loginUrl, nextPage } from '../../../src/web/admin/next-page.js';

it.each([
  ['/admin/system', '/admin/system'],
  ['/admin/audit?who=Ada&before=3', '/admin/audit?who=Ada&before=3'],
  ['/admin', '/admin'],
  ['/administrators', '/admin'],
  ['/', '/admin'],
  ['//evil.example/admin', '/admin'],
  ['https://evil.example/admin', '/admin'],
  ['/admin/../../evil', '/admin'],
  ['/admin/..\\..//evil.example', '/admin'],
  ['/admin\\evil.example', '/admin'],
  ['/admin/login', '/admin'],
  ['/admin/begin/abc', '/admin'],
  ['/admin/again?next=/admin/keys', '/admin'],
  [undefined, '/admin'],
  [['/admin/keys'], '/admin'],
  [`/admin/${'a'.repeat(600)}`, '/admin'],
])('from %j one goes on to %s', (given, next) => {
  expect(nextPage(given)).toBe(next);
});

it('names the page that was wanted, and no other', () => {
  expect(loginUrl('/admin/keys')).toBe('/admin/login?next=%2Fadmin%2Fkeys');
  expect(loginUrl('/admin')).toBe('/admin/login');
  expect(againUrl('/admin/keys/3/revoke')).toBe('/admin/again?next=%2Fadmin%2Fkeys%2F3%2Frevoke');
});
