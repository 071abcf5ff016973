import { BroadsheetError } from '../../errors.js';
import { permissionsOf } from '../../model/permission.js';
import type { Role } from '../../model/role.js';
import { makeApiKey, revokeApiKey } from '../../operators/api-keys.js';
import { type ApiKey, findApiKeyId, listApiKeys } from '../../store/operators/api-keys.js';
import { openStores, type Stores } from '../../wiring/wiring.js';
import { cliActor } from '../cli-actor.js';
import { inColumns } from '../in-columns.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export type KeysAction = 'list' | 'make' | 'revoke';

export interface KeysOptions {
  readonly what: KeysAction;
  /** Of a key to make; the name, the number or the beginning of one to revoke. */
  readonly name?: string;
  readonly scopes: readonly string[];
  readonly role?: Role;
  readonly expires?: Date;
  /** One JSON object a line. */
  readonly json?: boolean;
}

const TITLES = ['id', 'key', 'name', 'state', 'used', 'made by', 'scopes'];

/** `broadsheet keys`: makes a key of the API and shows it this once, lists keys, or revokes one. */
export function keysCommand(terminal: Terminal, options: KeysOptions): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    if (options.what === 'make') await make(terminal, stores, options);
    else if (options.what === 'revoke') await revoke(terminal, stores, options);
    else await list(terminal, stores, options);
    return 0;
  });
}

async function make(terminal: Terminal, stores: Stores, options: KeysOptions): Promise<void> {
  const { name, role, expires = null } = options;
  if (name === undefined || (role === undefined && options.scopes.length === 0)) {
    const example = 'broadsheet keys make nightly-export --scopes digests:read,numbers:read';
    const message = `Give a name, and what the key may do by --scopes or --role: ${example}`;
    throw new BroadsheetError('INPUT_INVALID', message);
  }
  const scopes = [...options.scopes, ...(role === undefined ? [] : permissionsOf(role))];
  const { key, text } = await makeApiKey(stores, cliActor(), { name, scopes, expiresAt: expires });
  terminal.out(`${text}\n`);
  const until = key.expiresAt === null ? 'until it is revoked' : `until ${key.expiresAt.toISOString()}`;
  terminal.err(
    `This is the one time that the key is shown. It is good ${until}, for ${key.scopes.join(', ')}. ` +
      `Send it as Authorization: Bearer KEY. To revoke it: broadsheet keys revoke ${key.prefix}\n`,
  );
}

async function revoke(terminal: Terminal, stores: Stores, { name }: KeysOptions): Promise<void> {
  if (name === undefined) {
    throw new BroadsheetError(
      'INPUT_INVALID',
      'Say which: its name, its number, or how it begins (bsk_ and 8 letters).',
    );
  }
  const key = await revokeApiKey(stores, cliActor(), await idOf(stores, name));
  terminal.out(`${key.prefix} (${key.name}) was revoked ${key.revokedAt?.toISOString() ?? ''}\n`);
}

/** Who pastes a whole key means its beginning. */
async function idOf({ database }: Stores, name: string): Promise<number> {
  if (/^[1-9]\d{0,14}$/.test(name)) return Number(name);
  const id = await findApiKeyId(database, name.slice(0, 'bsk_'.length + 8));
  if (id !== null) return id;
  const good = (await listApiKeys(database)).filter((key) => key.revokedAt === null);
  const [named, other] = good.filter((key) => key.name === name);
  if (named === undefined)
    throw new BroadsheetError('NOT_FOUND', 'There is no such key; broadsheet keys list has them.');
  if (other === undefined) return named.id;
  const message = `Several keys are called ${name}; say which by its beginning: ${named.prefix}, ${other.prefix}.`;
  throw new BroadsheetError('INPUT_INVALID', message);
}

async function list(terminal: Terminal, { database, clock }: Stores, { json }: KeysOptions): Promise<void> {
  const keys = await listApiKeys(database);
  if (json === true) for (const key of keys) terminal.out(`${JSON.stringify(key)}\n`);
  else if (keys.length === 0) terminal.out('There is no key but ADMIN_API_KEY, where that is set.\n');
  else {
    const rows = keys.map((key) => rowOf(key, clock()));
    terminal.out(`${inColumns([TITLES, ...rows]).join('\n')}\n`);
  }
}

function rowOf(key: ApiKey, now: Date): string[] {
  const { id, prefix, name, lastUsedAt, madeBy, scopes } = key;
  const used = lastUsedAt === null ? 'never' : `${lastUsedAt.toISOString().slice(0, 13)}h`;
  return [String(id), prefix, name, stateOf(key, now), used, madeBy ?? 'command line', scopes.join(' ')];
}

function stateOf({ expiresAt, revokedAt }: ApiKey, now: Date): string {
  if (revokedAt !== null) return `revoked ${revokedAt.toISOString().slice(0, 10)}`;
  if (expiresAt === null) return 'good';
  const day = expiresAt.toISOString().slice(0, 10);
  return expiresAt <= now ? `expired ${day}` : `until ${day}`;
}
