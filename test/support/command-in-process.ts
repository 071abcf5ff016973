import { PassThrough } from 'node:stream';
import { runCli } from '../../src/cli/program.js';
import type { Terminal } from '../../src/cli/terminal.js';

/** One command line, run within the process of the test: its exit code, and what it wrote. */
export async function commandInProcess(
  args: readonly string[],
  environment: Record<string, string>,
): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' };
  const keeping = (stream: 'out' | 'err') => {
    const kept = new PassThrough();
    kept.on('data', (chunk: Buffer) => {
      written[stream] += chunk.toString();
    });
    return Object.assign(kept, { isTTY: false }) as unknown as NodeJS.WriteStream;
  };
  const terminal: Terminal = {
    settings: { environment, file: null },
    out: (text) => {
      written.out += typeof text === 'string' ? text : Buffer.from(text).toString();
    },
    err: (text) => {
      written.err += text;
    },
    stdin: new PassThrough(),
    stdout: keeping('out'),
    stderr: keeping('err'),
    stopped: new Promise(() => undefined),
    isStopping: () => false,
  };
  const code = await runCli(['node', 'broadsheet', ...args], terminal);
  return { code, ...written };
}
