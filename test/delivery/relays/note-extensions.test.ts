import { afterAll, beforeAll, expect, it } from 'vitest';
import { noteExtensions } from '../../../src/delivery/relays/note-extensions.js';
import { lacksSmtpUtf8 } from '../../../src/store/deliveries/relay-extensions.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startSmtpSink } from '../../support/smtp-sink.js';
import { waitFor } from '../../support/wait-for.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());

const names = async () =>
  (await test.database.query<{ relay: string }>('SELECT relay FROM relay_extensions ORDER BY 1')).rows.map(
    ({ relay }) => relay,
  );

it('knows what relays carry once they were greeted, and forgets former ones', async () => {
  const [plain, able] = [await startSmtpSink({ hideSMTPUTF8: true }), await startSmtpSink({})];
  const part = (name: string, { url }: { readonly url: string }) => ({
    name,
    smtp: { url, name: 'papers.example' },
  });
  const note = async (...relayParts: ReturnType<typeof part>[]) => {
    const stop = noteExtensions({ database: test.database, relayParts, clock: () => new Date() });
    await waitFor(
      'all to be greeted',
      async () => (await names()).join() === relayParts.map(({ name }) => name).join(),
      10_000,
    );
    await stop();
  };
  try {
    expect(await lacksSmtpUtf8(test.database)).toBe(false);
    await note(part('plain', plain));
    expect(await lacksSmtpUtf8(test.database)).toBe(true);
    await note(part('able', able), part('plain', plain));
    expect(await lacksSmtpUtf8(test.database)).toBe(false);
    // One that does not answer holds up no end.
    await able.stop();
    await noteExtensions({
      database: test.database,
      relayParts: [part('able', able)],
      clock: () => new Date(),
    })();
  } finally {
    await Promise.all([plain.stop(), able.stop()]);
  }
});
