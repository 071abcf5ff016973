import { type Closers, createClosers } from '../closers.js';
import { configOf } from '../config/read-config.js';
import { readSettings } from '../config/read-settings.js';
import { openLog } from '../log.js';
import type { AppContext } from '../wiring/wiring.js';
import { logUnknown } from './log-unknown.js';
import type { Terminal } from './terminal.js';

/**
 * Runs a command on a configuration that was read and closes whatever it opened, also when it fails. The log
 * goes to standard error: standard output is for results.
 */
export async function withAppContext<T>(
  terminal: Terminal,
  command: (app: AppContext) => Promise<T>,
): Promise<T> {
  const settings = readSettings(terminal.settings);
  const config = configOf(settings);
  // A person who runs one command wants its answer, not a log; LOG_LEVEL asks for more.
  const level = settings.given.LOG_LEVEL === undefined ? 'warn' : config.logLevel;
  const log = await openLog(level, terminal.stderr);
  logUnknown(settings, log);
  const closers: Closers = createClosers(log);
  try {
    return await command({ config, log, closers, clock: () => new Date() });
  } finally {
    await closers.closeAll();
  }
}
