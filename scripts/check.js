/**
 * Runs the scripts `check:…` of package.json side by side, each of them to its end, and writes what those that
 * failed have found. `npm run` puts the programs on the PATH.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const parts = Object.entries(scripts).filter(([name]) => name.startsWith('check:'));

/** The compiler of types is a Go program: it collects garbage when its heap has grown to five times and not to twice. */
const env = { GOGC: '400', ...process.env };

const results = await Promise.all(parts.map(carryOut));
for (const { name, output, code } of results.filter(({ code }) => code !== 0)) {
  process.stderr.write(`\nnpm run ${name}: exit code ${code}\n${output}`);
}
const failed = results.filter(({ code }) => code !== 0).length;
process.stdout.write(`${results.length - failed} of ${results.length} checks passed\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function carryOut([name, command]) {
  const child = spawn(command, { env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const [code, signal] = await once(child, 'close');
  return { name, output, code: code ?? signal };
}
