import type { Logger } from 'pino';

/** What was opened, so that it is closed in reverse order; closing twice does nothing more. */
export interface Closers {
  add(name: string, close: () => Promise<void>): void;
  closeAll(): Promise<void>;
}

/** A failing close is logged and does not keep the others from closing. */
export function createClosers(log: Logger): Closers {
  const open: { name: string; close: () => Promise<void> }[] = [];
  let closing: Promise<void> | null = null;

  async function closeInReverse(): Promise<void> {
    for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
      const startedAt = performance.now();
      try {
        await entry.close();
        const ms = Math.round(performance.now() - startedAt);
        log.debug({ what: entry.name, ms }, 'closed');
      } catch (error) {
        log.error({ what: entry.name, err: error }, 'close-failed');
      }
    }
  }

  return {
    add: (name, close) => void open.push({ name, close }),
    closeAll: () => {
      closing ??= closeInReverse();
      return closing;
    },
  };
}
