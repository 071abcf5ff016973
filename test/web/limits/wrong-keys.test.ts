import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWrongKeys } from '../../../src/web/limits/wrong-keys.js';
import { adminKey, type OpenWeb, openWeb } from '../open-web.js';

describe('wrong keys of operators', () => {
  let web: OpenWeb;
  beforeAll(async () => {
    web = await openWeb();
  });
  afterAll(() => web.close());

  const ask = (key: string | null, remoteAddress: string) =>
    web.server.inject({
      ...{ url: '/api/v1/admin/subscribers', remoteAddress },
      headers: key === null ? {} : { authorization: `Bearer ${key}` },
    });

  it('are logged, and after ten of one client even the right one has to wait; others go on', async () => {
    for (let index = 0; index < 10; index += 1) {
      expect((await ask(`guess ${index}`, `2001:db8:7:7::${index}`)).statusCode).toBe(401);
    }
    const refused = await ask(adminKey, '2001:db8:7:7::ffff');
    expect([refused.statusCode, Number(refused.headers['retry-after']) > 500]).toEqual([429, true]);
    expect((await ask(adminKey, '2001:db8:7:8::1')).statusCode).toBe(200);
    const lines = web.logged.filter((line) => line.includes('operator-key-wrong'));
    expect(lines).toHaveLength(10);
    expect(lines.join()).not.toContain('guess');
  });

  it('none at all is no guess', async () => {
    for (let index = 0; index < 12; index += 1) await ask(null, '192.0.2.9');
    expect((await ask(adminKey, '192.0.2.9')).statusCode).toBe(200);
  });
});

it('who waited may try again', () => {
  let now = 0;
  const wrongKeys = openWrongKeys(() => now);
  for (let index = 0; index < 10; index += 1) wrongKeys.count('a');
  expect(() => wrongKeys.refuseGuessing('a')).toThrow('wait ten minutes');
  now = 10 * 60_000;
  expect(() => wrongKeys.refuseGuessing('a')).not.toThrow();
});
