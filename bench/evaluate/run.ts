import { runEvaluation } from './main.js';

process.exitCode = await runEvaluation(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
});
