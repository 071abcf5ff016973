import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';

const main = fileURLToPath(new URL('../../bench/main.ts', import.meta.url));
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

async function runBench(args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['--import', tsx, main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  await once(child, 'close');
  process.off('exit', kill);
  return { code: child.exitCode, out, err };
}

const fields = [
  'bench',
  'variant',
  'messagesPerSecond',
  'cpuSecondsPer1000',
  'peakMemoryMB',
  'ratioToNaive',
  'ratioToSmtpSource',
];

describe('npm run bench', () => {
  // It starts a dozen processes and measures nothing that readers have: whoever changes a benchmark runs it.
  test.runIf(process.env['BENCH'] === 'run')(
    'sends a small digest to every reader and prints JSON lines only',
    async () => {
      const filter = ['send', 'broadsheet', 'unsigned', '0ms', '1-process', 'postgres'];
      const { code, out, err } = await runBench([
        ...filter,
        ...['--json', '--readers', '300', '--runs', '1', '--naive', '100'],
      ]);
      expect(code, err).toBe(0);
      const lines = out.trim().split('\n');
      const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      for (const row of rows) expect(Object.keys(row).slice(0, fields.length)).toEqual(fields);
      const own = rows.find(({ variant }) => variant === 'broadsheet unsigned 0ms 1-process postgres');
      expect(own).toMatchObject({ bench: 'send', readers: 300 });
      expect(own?.['messagesPerSecond']).toBeGreaterThan(0);
      expect(own?.['ratioToNaive']).toBeGreaterThan(0);
      expect(rows.some(({ variant }) => variant === 'naive unsigned 0ms 1-process')).toBe(true);
    },
    300_000,
  );

  test('explains itself', async () => {
    const { code, out } = await runBench(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('--readers');
  });

  test('says that nothing has such a name', async () => {
    const { code, out, err } = await runBench(['no-such-bench', '--json']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('no-such-bench');
  });
});
