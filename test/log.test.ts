import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openLog } from '../src/log.js';

describe('an entry of the log', () => {
  const written = async (isTTY: boolean): Promise<string> => {
    const lines: string[] = [];
    const stream = Object.assign(new PassThrough(), { isTTY });
    stream.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
    const log = await openLog('info', stream as unknown as NodeJS.WriteStream);
    log.info({ digest: 7, address: 'a@b.example' }, 'polled');
    return lines.join('');
  };

  it('is a JSON line that names its event once, without an address', async () => {
    const { time, pid, ...entry } = JSON.parse(await written(false));
    expect(typeof time).toBe('number');
    expect(pid).toBe(process.pid);
    expect(entry).toEqual({ level: 30, event: 'polled', digest: 7 });
  });

  it('is readable on a terminal and names its event once as well', async () => {
    expect((await written(true)).match(/polled/g)).toHaveLength(1);
    expect(await written(true)).not.toContain('b.example');
  });
});
