import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { parseRedisUrl, type RedisPlace } from './redis-url.js';

export interface RedisSettings {
  /** A form that {@link parseRedisUrl} knows. */
  readonly url: string;
  /** Certificates, PEM, of an authority of one's own; null: those that Node knows. */
  readonly ca: string | null;
}

export type RedisClient = Redis | Cluster;

/** How connections behave; the same words for one server, a master behind Sentinel, and a cluster. */
export type RedisBehaviour = Pick<
  RedisOptions,
  'enableOfflineQueue' | 'maxRetriesPerRequest' | 'commandTimeout'
>;

/** Opens connections to one Redis, whichever way it is run. */
export interface RedisDoor {
  readonly isCluster: boolean;
  open(behaviour: RedisBehaviour): RedisClient;
}

const ASK_WITHIN_MS = 5_000;

/** Finds out how Redis is run. A server that belongs to a cluster is used as one of it, whatever the URL says. */
export async function openRedisDoor(settings: RedisSettings): Promise<RedisDoor> {
  const place = parseRedisUrl(settings.url);
  if (place === null) throw new Error('the URL of Redis was checked before');
  const tls = tlsOf(place, settings.ca);
  const cluster = place.kind === 'cluster' ? place : await clusterBehind(place, tls);
  if (cluster !== null) {
    return { isCluster: true, open: (behaviour) => openCluster(cluster, tls, behaviour) };
  }
  return { isCluster: false, open: (behaviour) => openOne(place, tls, behaviour) };
}

/**
 * Has a client that waits between two connections end when it is told to disconnect. ioredis takes the wait's timer
 * away then and tells nobody, so that what waits for its end, or for a command of its queue, would wait for ever.
 */
export function endWhileReconnecting(client: Redis): void {
  const disconnect = client.disconnect.bind(client);
  client.disconnect = (reconnect = false) => {
    if (reconnect || client.status !== 'reconnecting') return disconnect(reconnect);
    client.once('connecting', () => disconnect(false));
  };
}

type Tls = { readonly tls: { readonly ca?: string } } | Record<string, never>;
type ClusterPlace = Extract<RedisPlace, { kind: 'cluster' }>;

function tlsOf({ isEncrypted }: RedisPlace, ca: string | null): Tls {
  return isEncrypted ? { tls: ca === null ? {} : { ca } } : {};
}

function openOne(place: RedisPlace, tls: Tls, behaviour: RedisBehaviour): Redis {
  if (place.kind === 'single') return new Redis(place.url, { ...tls, ...behaviour });
  const { nodes, username, password, sentinelPassword } = place;
  return new Redis({
    sentinels: nodes.map((node) => ({ ...node })),
    name: place.kind === 'sentinel' ? place.name : '',
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(sentinelPassword === undefined ? {} : { sentinelPassword }),
    ...(place.db === undefined ? {} : { db: place.db }),
    ...('tls' in tls ? { tls: tls.tls, sentinelTLS: tls.tls, enableTLSForSentinelMode: true } : {}),
    // Who was the master answers READONLY until the connection is made anew, to the one that is.
    reconnectOnError: ({ message }) => (message.startsWith('READONLY') ? 2 : false),
    ...behaviour,
  });
}

function openCluster(place: ClusterPlace, tls: Tls, behaviour: RedisBehaviour): Cluster {
  const { enableOfflineQueue = true, ...redisOptions } = behaviour;
  const { username, password } = place;
  return new Cluster(
    place.nodes.map((node) => ({ ...node })),
    {
      enableOfflineQueue,
      // Names in certificates are those of hosts; addresses that nodes tell of one another are used as they are.
      dnsLookup: (address, callback) => callback(null, address),
      redisOptions: {
        ...redisOptions,
        ...tls,
        ...(username === undefined ? {} : { username }),
        ...(password === undefined ? {} : { password }),
      },
    },
  );
}

/** The cluster that a server belongs to; null where it stands alone, or says nothing. */
async function clusterBehind(place: RedisPlace, tls: Tls): Promise<ClusterPlace | null> {
  if (place.kind !== 'single') return null;
  const client = new Redis(place.url, {
    ...{ ...tls, lazyConnect: true, retryStrategy: () => null, connectTimeout: ASK_WITHIN_MS },
    commandTimeout: ASK_WITHIN_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    if (!/^cluster_enabled:1/m.test(await client.info('cluster'))) return null;
  } catch {
    return null;
  } finally {
    client.disconnect();
  }
  const { host = 'localhost', port = 6_379, username, password } = client.options;
  return {
    ...{ kind: 'cluster', isEncrypted: place.isEncrypted, nodes: [{ host, port }] },
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
  };
}
