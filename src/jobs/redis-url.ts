import { readUrl } from '../read-url.js';

/** Where Redis is, as REDIS_URL says. */
export type RedisPlace =
  | { readonly kind: 'single'; readonly url: string; readonly isEncrypted: boolean }
  | ({ readonly kind: 'sentinel'; readonly name: string } & RedisNodes)
  | ({ readonly kind: 'cluster' } & RedisNodes);

interface RedisNodes {
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly isEncrypted: boolean;
  readonly username?: string;
  readonly password?: string;
  /** Of Sentinel itself, where it asks for another. */
  readonly sentinelPassword?: string;
  /** A database of its own; a cluster has none. */
  readonly db?: number;
}

const FORM =
  /^redis(s?)\+(sentinel|cluster):\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?@]+)(?:\/([^/?]*))?(?:\/(\d{1,4}))?(?:\?sentinelPassword=([^&]*))?$/;
const NODE = /^(\[[0-9a-f:.]+\]|[^:[\]\s]+)(?::(\d{1,5}))?$/i;
const PORTS = { sentinel: 26_379, cluster: 6_379 } as const;

/**
 * Reads a URL of Redis: `redis://host:port/db`, `redis+sentinel://host:port,host:port/name/db` with the name of the
 * master, `redis+cluster://host:port,host:port`; `rediss` in place of `redis` encrypts.
 * @returns null where it has none of these forms
 */
export function parseRedisUrl(text: string): RedisPlace | null {
  if (/^rediss?:\/\//.test(text)) {
    return (readUrl(text)?.hostname ?? '') !== ''
      ? { kind: 'single', url: text, isEncrypted: text.startsWith('rediss:') }
      : null;
  }
  const found = FORM.exec(text);
  if (found === null) return null;
  const [, secure, kind, user = '', password = '', hosts = '', name = '', db, sentinelPassword] = found;
  if (kind !== 'sentinel' && kind !== 'cluster') return null;
  const nodes = hosts.split(',').map((host) => readNode(host, PORTS[kind]));
  if (
    nodes.includes(null) ||
    (kind === 'sentinel') !== (name !== '') ||
    (kind === 'cluster' && db !== undefined)
  )
    return null;
  const shared = {
    nodes: nodes.filter((node) => node !== null),
    isEncrypted: secure === 's',
    ...(user === '' ? {} : { username: decodeURIComponent(user) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  };
  if (kind === 'cluster') return { kind, ...shared };
  return {
    ...{ kind, name: decodeURIComponent(name), ...shared },
    ...(db === undefined ? {} : { db: Number(db) }),
    ...(sentinelPassword === undefined ? {} : { sentinelPassword: decodeURIComponent(sentinelPassword) }),
  };
}

function readNode(text: string, usual: number) {
  const [, host, port] = NODE.exec(text) ?? [];
  if (host === undefined) return null;
  return { host: host.replace(/^\[|\]$/g, ''), port: port === undefined ? usual : Number(port) };
}
