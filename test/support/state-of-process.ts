import fc from 'fast-check';
import { vi } from 'vitest';

/** What a test file can leave to the next one in the same process. */
export interface StateOfProcess {
  /** The environment, the folder, the clock, globals that tests replace, what properties draw from. */
  readonly values: Readonly<Record<string, unknown>>;
  /** How many there are of each listener on the process, and of each socket, server and child that runs. */
  readonly counts: ReadonlyMap<string, number>;
}

export function stateOfProcess(): StateOfProcess {
  const { Date: clock, fetch, setTimeout, setInterval, setImmediate } = globalThis;
  const { log, info, warn, error } = console;
  const variables = Object.entries(process.env)
    // The library behind sharp writes there where it was loaded from, once.
    .filter(([name]) => name !== 'VIPSHOME')
    .map(([name, value]) => [`process.env.${name}`, value]);
  return {
    values: {
      ...Object.fromEntries(variables),
      'the working folder': process.cwd(),
      'fake timers': vi.isFakeTimers(),
      ...{ Date: clock, fetch, setTimeout, setInterval, setImmediate, 'Math.random': Math.random },
      ...{ 'console.log': log, 'console.info': info, 'console.warn': warn, 'console.error': error },
      'settings of fast-check': JSON.stringify(fc.readConfigureGlobal()),
    },
    counts: new Map([...listenersOnProcess(), ...running()]),
  };
}

/** What is different, or more, than it was: a line for each. */
export function leftBehind(before: StateOfProcess, after: StateOfProcess): string[] {
  const names = new Set([...Object.keys(before.values), ...Object.keys(after.values)]);
  const changed = [...names].filter((name) => !Object.is(before.values[name], after.values[name]));
  const more = [...after.counts]
    .map(([name, count]) => ({ name, added: count - (before.counts.get(name) ?? 0) }))
    .filter(({ added }) => added > 0);
  return [
    ...changed.map((name) => `${name} changed`),
    ...more.map(({ name, added }) => `${added} more ${name}`),
  ];
}

/** For `exit`, Node and pino each register one of their own when they are first used. */
function listenersOnProcess(): [string, number][] {
  const names = process.eventNames().filter((name) => name !== 'exit');
  return names.map((name) => [`listener on '${String(name)}'`, process.listenerCount(name)]);
}

/** Timers are left out: BullMQ goes on renewing the lock of a job that never ends, after its worker was closed. */
function running(): Map<string, number> {
  const counts = new Map<string, number>();
  const names = process.getActiveResourcesInfo().filter((name) => name !== 'Timeout');
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
