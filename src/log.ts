import pino, { type Logger } from 'pino';
import { printableValue } from './printable.js';

/**
 * What every log keeps to. Entries are an event name and fields; addresses and tokens stay out by rule, and these
 * paths are removed should one slip in.
 */
export function logOptions(level: string): pino.LoggerOptions {
  return {
    level,
    // The text of an entry is the name of its event, so that it stands there once.
    messageKey: 'event',
    base: { pid: process.pid },
    redact: { paths: ['address', 'token', '*.address', '*.token', 'req.url', 'req.headers'], remove: true },
  };
}

/**
 * The root logger: JSON lines, or a readable line each where a person watches. What came from outside cannot steer the
 * terminal: JSON escapes control characters, and so does this for a person.
 */
export async function openLog(level: string, destination: NodeJS.WriteStream): Promise<Logger> {
  const options = logOptions(level);
  if (!destination.isTTY) return pino(options, destination);
  const { default: pretty } = await import('pino-pretty');
  const formatters = { log: (fields: object) => printableValue(fields) as Record<string, unknown> };
  return pino(
    { ...options, formatters },
    pretty({ destination, sync: true, messageKey: 'event', translateTime: 'SYS:HH:MM:ss', ignore: 'pid' }),
  );
}
