import { expect, it } from 'vitest';
import { proxyTo } from '../../../src/cli/doctor/tunnel.js';

it.each([
  ['https://papers.example/', '', true],
  ['http://papers.example/', '', false],
  ['https://papers.example/', '*', false],
  ['https://papers.example/', 'other.example, papers.example', false],
  ['https://papers.example/', '.example', false],
  ['https://papers.example/', 'apers.example', true],
  ['https://papers.example:8443/', 'papers.example:443', true],
  ['https://papers.example/', 'papers.example:443', false],
  ['https://papers.example/', 'PAPERS.example', false],
])('%s is asked by a proxy beside NO_PROXY=%s: %s', (url, noProxy, isProxied) => {
  const proxy = proxyTo(new URL(url), { httpsProxy: 'http://10.0.0.1:3128', noProxy });
  expect(proxy?.host).toBe(isProxied ? '10.0.0.1:3128' : undefined);
});

it('is none where the environment names none', () => {
  expect(proxyTo(new URL('https://papers.example/'), { httpsProxy: '', noProxy: '' })).toBeNull();
});
