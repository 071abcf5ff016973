import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askForSite } from '../../../src/signing/site-proof.js';
import { type OpenWeb, openWeb, webSecrets } from '../open-web.js';

let web: OpenWeb;
beforeAll(async () => {
  web = await openWeb({ environment: { TRUST_PROXY: '10.0.0.0/8' } });
});
afterAll(() => web.close());

async function ask(question: string, peer: string, headers: Record<string, string> = {}) {
  const answer = await web.server.inject({
    url: '/healthz',
    remoteAddress: peer,
    headers: { ...headers, 'broadsheet-doctor': question },
  });
  return (answer.json() as { site?: Record<string, unknown> }).site;
}

const forwarded = { 'x-forwarded-for': '81.2.69.142', 'x-forwarded-proto': 'https' };

describe('the answer to doctor’s question', () => {
  it.each([
    [
      'a proxy that is believed',
      '10.1.2.3',
      forwarded,
      { protocol: 'https', forwarded: true, believed: true },
    ],
    ['a proxy that is not', '192.168.1.2', forwarded, { protocol: 'http', forwarded: true, believed: false }],
    [
      'a proxy that hides whom it asks for',
      '10.1.2.3',
      {},
      { protocol: 'http', forwarded: false, believed: false },
    ],
  ])('proves the installation and tells of %s', async (_name, peer, headers, arrival) => {
    const question = askForSite(webSecrets[0] ?? '');
    const site = await ask(question.text, peer, headers);
    expect(site).toEqual({ proof: expect.any(String), peer, ...arrival });
    expect(question.isAnsweredBy(site?.['proof'])).toBe(true);
    expect(askForSite(webSecrets[0] ?? '').isAnsweredBy(site?.['proof'])).toBe(false);
  });

  it('is proven by a former key to a doctor that has not the new one yet', async () => {
    const question = askForSite(webSecrets[1] ?? '');
    expect(question.isAnsweredBy((await ask(question.text, '10.1.2.3'))?.['proof'])).toBe(true);
  });

  it.each(['', 'x', `${'0'.repeat(32)}.${'0'.repeat(64)}`, askForSite('a key of another installation').text])(
    'is given to nobody else: %s',
    async (question) => {
      expect(await ask(question, '10.1.2.3', forwarded)).toBeUndefined();
    },
  );
});
