import type { Terminal } from './terminal.js';

/** Work of minutes, told on standard error: each step that is done, and for a person what goes on at the moment. */
export interface LongWork {
  done(step: string): void;
  /** Shown in place of the last one, a few times a second. */
  now(text: string): void;
  end(): void;
}

const SHOW_EVERY_MS = 250;

export function tellLongWork({ err, stderr }: Pick<Terminal, 'err' | 'stderr'>): LongWork {
  const draws = stderr.isTTY === true;
  let shown = '';
  let shownAt = 0;
  const wipe = (): void => {
    if (shown !== '') stderr.write(`\r${' '.repeat(shown.length)}\r`);
    shown = '';
  };
  return {
    done: (step) => {
      wipe();
      err(`${step}\n`);
    },
    now: (text) => {
      if (!draws || performance.now() - shownAt < SHOW_EVERY_MS) return;
      wipe();
      shown = text;
      shownAt = performance.now();
      stderr.write(text);
    },
    end: wipe,
  };
}

export function megabytes(octets: number): string {
  return `${(octets / 1_000_000).toFixed(1)} MB`;
}
