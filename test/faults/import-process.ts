import { openDatabase } from '../../src/store/database.js';
import { goThroughImports } from '../../src/subscribers/import/go-through-lines.js';
import { openKeyring } from '../../src/subscribers/keyring.js';

/** Goes through the lines of imports, in chunks of so many; says when it begins. */
const [url = '', secret = '', chunk = ''] = process.argv.slice(2);
const database = openDatabase({ url, work: 'jobs', onError: () => undefined });
const keyring = await openKeyring(database, [secret]);
const log = { info: () => undefined, warn: () => undefined };
process.stdout.write('ready\n');
await goThroughImports(
  { database, keyring, clock: () => new Date(), log, chunk: Number(chunk) },
  new AbortController().signal,
);
await database.end();
