import type { Redis } from 'ioredis';
import type { Database } from '../../src/store/database.js';

/** The tables of every schema in which some column's text, or some column's octets, hold the word (lower case). */
export async function tablesThatHold(database: Database, word: string): Promise<readonly string[]> {
  const { rows: columns } = await database.query<{ table: string; column: string }>(
    `SELECT format('%I.%I', nspname, relname) AS table, quote_ident(attname) AS column
     FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
     WHERE relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped
       AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`,
  );
  const byTable = new Map<string, string[]>();
  for (const { table, column } of columns) byTable.set(table, [...(byTable.get(table) ?? []), column]);
  const holding: string[] = [];
  for (const [table, names] of byTable) {
    const holds = names.map(
      (column) => `strpos(lower(${column}::text), $1) > 0 OR strpos(lower(${column}::text), $2) > 0`,
    );
    const { rows } = await database.query<{ found: boolean }>(
      `SELECT EXISTS (SELECT FROM ${table} WHERE ${holds.join(' OR ')}) AS found`,
      [word, Buffer.from(word).toString('hex')],
    );
    if (rows[0]?.found === true) holding.push(table);
  }
  return holding.sort();
}

/** The keys of a Redis whose name or value, of whatever type, holds the word (lower case). */
export async function keysThatHold(redis: Redis, word: string): Promise<readonly string[]> {
  const holding: string[] = [];
  for (const key of await redis.keys('*')) {
    const value = JSON.stringify(await contentOf(redis, key));
    if (`${key} ${value}`.toLowerCase().includes(word)) holding.push(key);
  }
  return holding.sort();
}

async function contentOf(redis: Redis, key: string): Promise<unknown> {
  const type = await redis.type(key);
  switch (type) {
    case 'string':
      return redis.get(key);
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, '0', '-1');
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, '0', '-1');
    case 'stream':
      return redis.xrange(key, '-', '+');
    case 'none':
      return null;
    default:
      throw new Error(`a key of the type ${type} is not looked into`);
  }
}
