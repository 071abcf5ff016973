import { cliActor } from '../../src/cli/cli-actor.js';
import { permissionsOf } from '../../src/model/permission.js';
import { makeApiKey } from '../../src/operators/api-keys.js';
import type { Database } from '../../src/store/database.js';
import { goThroughImports } from '../../src/subscribers/import/go-through-lines.js';
import { checkImport } from '../../src/subscribers/import/import-acts.js';
import { uploadList } from '../../src/subscribers/import/upload-list.js';
import type { Keyring } from '../../src/subscribers/keyring.js';
import { keepSearch } from '../../src/subscribers/reader-searches.js';
import type { Examples } from './pages-of.js';

/** Lines of the list that is brought, every tenth of which names nobody. */
const LINES = 10_000;

/** One of each kind that pages are about; what nobody invented before is made here. */
export async function makeExamples(database: Database, keyring: Keyring): Promise<Examples> {
  const acting = { database, clock: () => new Date() };
  const { key } = await makeApiKey(acting, cliActor(), {
    ...{ name: 'statistics', scopes: [...permissionsOf('viewer')], expiresAt: null },
  });
  const search = await keepSearch(acting, cliActor(), {
    ...{ asked: { state: 'active' }, ids: null, name: null },
  });
  const list = await bringList(acting, keyring);
  const { rows } = await database.query<
    Record<'reader' | 'operator' | 'endpoint' | 'passkey', number | string>
  >(
    `WITH endpoint AS (
       INSERT INTO webhook_endpoints (name, url, types, secret, created_at)
       VALUES ('benchmark', 'https://example.org/', '{digest.completed}', '', now()) RETURNING id
     ), passkey AS (
       INSERT INTO passkeys (credential_id, operator_id, public_key, counter, backed_up, name, created_at)
       SELECT '\\x0102', max(id), '\\x01', 0, false, 'benchmark', now() FROM operators RETURNING 'AQI' AS id
     )
     SELECT (SELECT max(id) / 2 FROM subscribers) AS reader, (SELECT max(id) FROM operators) AS operator,
            (SELECT id FROM endpoint) AS endpoint, (SELECT id FROM passkey) AS passkey`,
  );
  const { reader = 1, operator = 1, endpoint = 1, passkey = '' } = rows[0] ?? {};
  const found = await database.query<{ digest: string; paper: string }>(
    `SELECT (SELECT max(period)::text FROM digests) AS digest, (SELECT max(paper_id) FROM digest_papers) AS paper`,
  );
  const { digest = '', paper = '' } = found.rows[0] ?? {};
  return {
    ...{ name: digest, digest, paper, search },
    '/admin/digests/:name/uncertain/all': `/admin/digests/${digest}/uncertain/all?decision=resend`,
    '/admin/imports/:id': `/admin/imports/${list}`,
    '/admin/keys/:id': `/admin/keys/${key.id}`,
    '/admin/me/passkeys/:id': `/admin/me/passkeys/${passkey}`,
    '/admin/operators/:id': `/admin/operators/${operator}`,
    '/admin/readers/:id': `/admin/readers/${reader}`,
    '/admin/webhooks/:id': `/admin/webhooks/${endpoint}`,
  };
}

/** A list that was uploaded and checked, of people who are new, on the list already, or nobody. @returns its id */
async function bringList(
  acting: { readonly database: Database; readonly clock: () => Date },
  keyring: Keyring,
): Promise<number> {
  const octets = (async function* () {
    yield Buffer.from('Email Address\n');
    for (let line = 0; line < LINES; line += 1)
      yield Buffer.from(line % 10 === 0 ? `nobody ${line}\n` : `new-${line}@example.org\n`);
  })();
  const { id } = await uploadList(acting, cliActor(), 'list.csv', octets);
  await checkImport(acting, cliActor(), id);
  const log = { info: () => undefined, warn: () => undefined };
  await goThroughImports({ ...acting, keyring, log }, new AbortController().signal);
  return id;
}
