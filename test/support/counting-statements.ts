import type { Database } from '../../src/store/database.js';

/** The same pool, counting what is asked of it and of its connections. */
export function countingStatements(database: Database): { database: Database; statements: () => number } {
  let count = 0;
  const counted = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (_, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          if (name === 'query') count += 1;
          const result: unknown = value.apply(target, args);
          return name === 'connect' ? (result as Promise<object>).then(counted) : result;
        };
      },
    });
  return { database: counted(database), statements: () => count };
}
