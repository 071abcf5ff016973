import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenWeb, openWeb } from '../open-web.js';
import { addOperator, ask, signedIn } from './operator-sessions.js';

let web: OpenWeb;
let token: string;
beforeAll(async () => {
  web = await openWeb();
  token = await signedIn(web, await addOperator(web, 'owner', 'Ada'));
});
afterAll(() => web?.close());

describe('a key is made by what the form offers', () => {
  it.each(['-1', '0', 'never', '1e300', ' ', '89'])('and not for “%s” days', async (days) => {
    const form = { name: 'nightly', scope: 'digests:read', days };
    const answer = await ask(web, { method: 'POST', url: '/admin/keys', token, form });
    expect(answer.statusCode).toBe(400);
    expect((await web.database.query('SELECT FROM api_keys')).rows).toHaveLength(0);
  });
});
