import { runCli } from './cli/program.js';
import { listenForStop } from './cli/stop-request.js';

const DOTENV = '.env';
/** After sysexits.h: what was to be written could not be. */
const EX_IOERR = 74;
const INTERRUPTED = 130;
/** The reader of a pipe has gone, or the terminal has. */
const QUIET = new Set(['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED']);

// As of Node 21. Where nobody says so, the driver of PostgreSQL asks a Response, for which Node loads all that fetches.
if (!('navigator' in globalThis))
  Object.assign(globalThis, { navigator: { userAgent: `Node.js/${process.versions.node.split('.')[0]}` } });

const environment = { ...process.env };
try {
  // Libraries read some variables of their own, such as TZ.
  process.loadEnvFile(DOTENV);
} catch {
  // Where it cannot be read the settings say so.
}

const stop = listenForStop(environment['npm_lifecycle_event'] !== undefined, () => process.exit(INTERRUPTED));

/** A reader that has seen enough (`| head`) is no fault: the process ends, and in peace. */
let outputFault: NodeJS.ErrnoException | null = null;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!QUIET.has(error.code ?? '')) outputFault ??= error;
    stop.ask('output closed');
  });
}

const code = await runCli(process.argv, {
  settings: { environment, dotenv: DOTENV },
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  // Opened when a command reads it: opening it holds the process.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  stopped: stop.stopped,
  isStopping: stop.isStopping,
});

// Standard output may be a pipe that is still being read: let it empty before the process ends.
process.stdout.write('', () => {
  // What went wrong with it is told after this has been called.
  setImmediate(() => {
    if (outputFault !== null)
      process.stderr.write(`The output could not be written (${outputFault.code}).\n`);
    process.exit(outputFault === null ? code : EX_IOERR);
  });
});
