import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openLog } from '../src/log.js';

describe('an entry of the log', () => {
  const written = (isTTY: boolean): string => {
    const lines: string[] = [];
    const stream = Object.assign(new PassThrough(), { isTTY });
    stream.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
    openLog('info', stream as unknown as NodeJS.WriteStream).info(
      { digest: 7, address: 'a@b.example' },
      'polled',
    );
    return lines.join('');
  };

  it('is a JSON line that names its event once, without an address', () => {
    const { time, pid, ...entry } = JSON.parse(written(false));
    expect(typeof time).toBe('number');
    expect(pid).toBe(process.pid);
    expect(entry).toEqual({ level: 30, event: 'polled', digest: 7 });
  });

  it('is readable on a terminal and names its event once as well', () => {
    expect(written(true).match(/polled/g)).toHaveLength(1);
    expect(written(true)).not.toContain('b.example');
  });
});
