import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Actor } from '../../src/model/actor.js';
import { permissions } from '../../src/model/permission.js';
import type { Database } from '../../src/store/database.js';
import { goThroughImports } from '../../src/subscribers/import/go-through-lines.js';
import {
  checkImport,
  chooseForImport,
  importOf,
  startImport,
} from '../../src/subscribers/import/import-acts.js';
import { uploadList } from '../../src/subscribers/import/upload-list.js';
import { openKeyring } from '../../src/subscribers/keyring.js';
import type { BenchContext } from '../bench-context.js';
import { isWanted } from '../filter.js';
import { type Extra, type ResultRow, rowOfFigures } from '../measurement.js';
import { withOwnDatabase } from '../processes/own-database.js';

const benchName = 'import';
const LINES = 200_000;

export function wantsImport(filter: readonly string[]): boolean {
  return isWanted(filter, benchName, `${LINES}-lines embedded`);
}

/** A list of so many people on the embedded database: arriving, checked, carried out, and brought once more. */
export async function benchImport({ options, folder, progress }: BenchContext): Promise<ResultRow[]> {
  const lines = options.readers ?? LINES;
  const file = join(folder, 'list.csv');
  await writeFile(file, listOf(lines));
  return withOwnDatabase(folder, async (database) => {
    progress(`${benchName}: ${lines} lines`);
    const first = await timeImport(database, file);
    const again = await timeImport(database, file);
    const extra: Record<string, Extra> = {
      ...first,
      'again, check and run s': (again['check s'] ?? 0) + (again['run s'] ?? 0),
    };
    return [rowOfFigures(benchName, `${lines}-lines embedded`, extra)];
  });
}

/** In the shape of Mailchimp's exports; one in a hundred cannot be used, one in fifty left. */
function listOf(lines: number): string {
  const rows = [
    'Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,TIMEZONE,LEID,UNSUB_TIME',
  ];
  for (let line = 0; line < lines; line += 1) {
    const address = line % 100 === 7 ? `reader.${line}@` : `reader.${line}@host-${line % 977}.example`;
    const left = line % 50 === 3 ? '2024-05-06 07:08:09' : '';
    rows.push(
      `${address},Reader,"No. ${line}",2,2020-02-03 04:05:06,2020-02-03 04:06:00,Europe/Berlin,${line},${left}`,
    );
  }
  return rows.join('\n');
}

const actor: Actor = {
  ...{ kind: 'cli', id: null, name: 'bench', authenticatedAt: null, clientHash: null },
  permissions: new Set(permissions),
};

async function timeImport(database: Database, file: string): Promise<Record<string, number>> {
  const clock = () => new Date();
  const acting = { database, clock };
  const keyring = await openKeyring(database, ['the key of the benchmark']);
  const log = { info: () => undefined, warn: () => undefined };
  const go = () => goThroughImports({ database, keyring, clock, log }, new AbortController().signal);
  const [{ id, mapping, lines }, read] = await timed(() =>
    uploadList(acting, actor, 'list.csv', createReadStream(file)),
  );
  await chooseForImport(acting, actor, id, {
    ...{ mapping, aim: 'add', language: 'en', invitesHour: 500 },
    consent: {
      basis: 'confirmed',
      statement: 'One mail a week.',
      where: 'the old site',
      since: '2020-01-01',
    },
  });
  await checkImport(acting, actor, id);
  const [, check] = await timed(go);
  const { checked } = await importOf(acting, id);
  await startImport(acting, actor, id);
  const [, run] = await timed(go);
  const { counts, state } = await importOf(acting, id);
  if (state !== 'done' || JSON.stringify(counts) !== JSON.stringify(checked))
    throw new Error('the run is not as it was checked');
  const added = counts.added ?? 0;
  return { lines, added, 'reading s': read, 'check s': check, 'run s': run, 'in all s': read + check + run };
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now();
  return [await work(), (performance.now() - started) / 1_000];
}
