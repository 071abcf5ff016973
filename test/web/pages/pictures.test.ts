import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenWeb, openWeb } from '../open-web.js';

const name = 'a'.repeat(32);

describe('pictures of papers', () => {
  let web: OpenWeb;
  const read: string[] = [];

  beforeAll(async () => {
    web = await openWeb({
      pictures: {
        read: async (asked) => {
          read.push(asked);
          return asked === name ? Buffer.from([0xff, 0xd8, 0xff]) : null;
        },
      },
    });
  });
  afterAll(() => web.close());

  it('are the same for everybody and for good, and may stand in other sites’ pages', async () => {
    const answer = await web.server.inject({ url: `/pictures/${name}.jpg` });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'public, max-age=31536000, immutable',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.rawPayload).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  });

  it.each([[`${'b'.repeat(32)}.jpg`], ['..%2f..%2fsecret.jpg'], [`${name}.png`], ['a.jpg']])(
    'are not there as %s',
    async (file) => {
      const answer = await web.server.inject({ url: `/pictures/${file}` });
      expect([400, 404]).toContain(answer.statusCode);
      expect(read).not.toContain('../../secret');
    },
  );
});
