import { readFileSync } from 'node:fs';
import { openDeliveryContext } from '../../../src/delivery/delivery-context.js';
import { openFlights } from '../../../src/delivery/ledger/flights.js';
import { sendSlice } from '../../../src/delivery/send-slice.js';
import { openDatabase } from '../../../src/store/database.js';
import { allTemplates } from '../../rendering/email-templates.js';
import { site } from '../../rendering/invented-digest.js';

/*
 * A process of its own that sends slices one after the other, to be killed in the middle. It reads
 * {"databaseUrl", "smtpUrl", "connections", "slices", "markAhead", "flightDir"} from its standard input.
 */
const task = JSON.parse(readFileSync(0, 'utf8')) as {
  readonly databaseUrl: string;
  readonly smtpUrl: string;
  readonly connections: number;
  readonly slices: readonly number[];
  readonly markAhead: number;
  readonly flightDir: string;
};
const database = openDatabase({ url: task.databaseUrl, onError: () => undefined });
const quiet = () => undefined;
const context = openDeliveryContext({
  database,
  templates: await allTemplates(),
  site,
  keys: {
    secretKeys: ['only for the tests of delivery, 32 characters'],
    keyring: { messageIdKey: Buffer.alloc(32, 7) },
  },
  relayParts: [
    {
      name: 'relay',
      smtp: { url: task.smtpUrl, name: 'sender.example.org' },
      connections: task.connections,
      noticeConnections: 1,
    },
  ],
  signers: [],
  log: { info: quiet, warn: quiet, error: quiet },
  clock: () => new Date(),
  worker: `process-${process.pid}`,
  policy: 'hold',
  flights: openFlights({
    ...{ folder: task.flightDir, rows: task.markAhead, relays: ['relay'] },
    log: { info: quiet, warn: quiet, error: quiet },
  }),
});
for (const slice of task.slices) await sendSlice(context, slice, new AbortController().signal);
await Promise.all(context.relays.map((relay) => relay.close()));
await database.end();
