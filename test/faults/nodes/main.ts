import { parseArgs } from 'node:util';
import { harms } from './harms.js';
import { type Harm, type HarmResult, suffer } from './nodes.js';

/*
 * By hand: what becomes of a send by several nodes when something happens to them. It starts servers of its own on
 * loopback, real processes of the built product, and counts who was lost, had two, or is in doubt.
 */
const help = `Usage: npm run nodes -- [harm …] [--readers 2000]

Two web processes and three workers over PostgreSQL and Redis send a digest; each harm is done to nodes of its own.
  ${harms.map(({ name }) => name).join('\n  ')}
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    readers: { type: 'string', default: '2000' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const unknown = positionals.filter((name) => harms.every((harm) => harm.name !== name));
if (values.help || unknown.length > 0) {
  process.stdout.write(help);
  process.exitCode = unknown.length > 0 ? 2 : 0;
} else {
  const wanted = harms.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  for (const harm of wanted) await report(harm, Number(values.readers));
}

async function report(harm: Harm, readers: number): Promise<void> {
  const missing = (await harm.missing?.()) ?? null;
  if (missing !== null) return void process.stdout.write(`${harm.name}: left out, ${missing}\n`);
  try {
    const result = await suffer(harm, readers);
    process.stdout.write(`${line(result)}\n`);
    if (result.lost > 0 || result.twice > 0) process.exitCode = 1;
  } catch (error) {
    process.stdout.write(
      `${harm.name}: FAILED ${error instanceof Error ? (error.stack ?? error.message) : error}\n`,
    );
    process.exitCode = 1;
  }
}

function line({
  harm,
  readers,
  lost,
  twice,
  uncertain,
  longestSilenceS,
  wholeS,
  states,
  notes,
}: HarmResult): string {
  const counts = `${readers} readers, lost ${lost}, twice ${twice}, uncertain ${uncertain}`;
  const times = `longest silence ${longestSilenceS.toFixed(1)} s, whole ${wholeS.toFixed(0)} s`;
  return `${harm}: ${counts}; ${times}; ${JSON.stringify(states)}; ${notes.join('; ')}`;
}
