import { type BenchContext, connectionsOf } from '../bench-context.js';
import type { Measurement } from '../measurement.js';
import { sendNaively } from '../naive/send-naively.js';
import { startSmtpSink } from '../postfix/smtp-sink.js';
import { runSmtpSource } from '../postfix/smtp-source.js';
import { startRedis } from '../processes/start-redis.js';
import { startProduct } from '../product/running-product.js';
import { type MailTaker, sendDigest } from '../product/send-digest.js';
import { startSink } from '../sink/start-sink.js';
import type { Conditions } from './conditions.js';
import type { Equipment } from './equipment.js';

/** Connections of the naive sender at its own best, by the server's delay. */
export type NaiveConnections = ReadonlyMap<number, number>;

/** smtp-source does not pipeline, so a delay slows it down most. */
const SMTP_SOURCE_MESSAGES = { fast: 20_000, delayed: 5_000 } as const;

/** One run of one sender. */
export async function measure(
  context: BenchContext,
  equipment: Equipment,
  conditions: Conditions,
  naiveConnections: NaiveConnections,
): Promise<Measurement> {
  const taker = await startTaker(context, equipment, conditions);
  try {
    switch (conditions.sender) {
      case 'broadsheet':
        return await measureProduct(context, equipment, conditions, taker);
      case 'naive':
        return await measureNaive(context, equipment, conditions, taker, naiveConnections);
      case 'smtp-source':
        return await measureSmtpSource(context, equipment, conditions, taker);
    }
  } finally {
    await taker.stop();
  }
}

type RunningTaker = MailTaker & { stop(): Promise<void> };

async function startTaker(
  { signal, folder }: BenchContext,
  { programs }: Equipment,
  { delayMs, server, sender }: Conditions,
): Promise<RunningTaker> {
  if (server === 'smtp-sink') {
    const { port, stop } = await startSmtpSink(programs.smtpSink ?? '', folder, signal);
    return { port, stop, sink: null };
  }
  // Only the product is held to account for each reader; the others repeat theirs.
  const sink = await startSink({ delayMs, verify: sender === 'broadsheet', markEvery: 0 });
  return { port: sink.port, sink, stop: () => sink.stop() };
}

async function measureProduct(
  context: BenchContext,
  equipment: Equipment,
  conditions: Conditions,
  taker: MailTaker,
): Promise<Measurement> {
  const { folder, signal, options } = context;
  const { processes, queue, signature } = conditions;
  const connections = connectionsOf(context);
  const redis = queue === 'redis' ? await startRedis(equipment.programs.redis ?? '', folder, signal) : null;
  try {
    const product = await startProduct(
      equipment.ground,
      {
        ...{ processes, connections, folder, smtpPort: taker.port },
        redisUrl: redis === null ? null : `redis://127.0.0.1:${redis.port}`,
        dkimKeyFile: signature === 'unsigned' ? null : equipment.dkimKeys[signature].file,
        sourceUrl: equipment.source.url,
        profileFolder: options.profileFolder,
        markAhead: options.markAhead,
      },
      signal,
    );
    try {
      const { measurement } = await sendDigest(product, equipment.ground, taker, signal);
      return { ...measurement, extra: { connections, ...measurement.extra } };
    } finally {
      await product.stop();
    }
  } finally {
    await redis?.stop();
  }
}

function measureNaive(
  { options, signal }: BenchContext,
  { content, dkimKeys }: Equipment,
  { signature, delayMs, processes }: Conditions,
  { sink }: MailTaker,
  naiveConnections: NaiveConnections,
): Promise<Measurement> {
  if (sink === null) throw new Error('the naive sender is measured at our own sink');
  const connections = naiveConnections.get(delayMs) ?? 10;
  const privateKey = signature === 'unsigned' ? null : dkimKeys[signature].pem;
  const dkim = privateKey === null ? null : { domainName: 'example.org', keySelector: 'bench', privateKey };
  const plan = { content, processes, connections, messages: options.naiveMessages };
  return sendNaively({ ...plan, dkim }, sink, signal);
}

function measureSmtpSource(
  context: BenchContext,
  { programs, messageFile }: Equipment,
  conditions: Conditions,
  { port, sink }: MailTaker,
): Promise<Measurement> {
  const messages = conditions.delayMs > 0 ? SMTP_SOURCE_MESSAGES.delayed : SMTP_SOURCE_MESSAGES.fast;
  const program = programs.smtpSource ?? '';
  const connections = connectionsOf(context);
  return runSmtpSource({ program, port, connections, messages, messageFile, sink }, context.signal);
}
