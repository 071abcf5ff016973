import { PassThrough } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { runCli } from '../../src/cli/program.js';
import type { Terminal } from '../../src/cli/terminal.js';

/** One command line, run within the process of the test: its exit code, and what it wrote, as text and to the octet. */
export async function commandInProcess(
  args: readonly string[],
  environment: Record<string, string>,
): Promise<{ code: number; out: string; err: string; octets: Buffer }> {
  const written = { out: '', err: '' };
  const octets: Buffer[] = [];
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
      octets.push(Buffer.from(text));
      written.out += Buffer.from(text).toString();
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
  // What was logged last is still on its way through its stream.
  await nextTurn();
  return { code, ...written, octets: Buffer.concat(octets) };
}
