// npm start and npm run migrate: builds what changed, then runs the command in this process, so that Ctrl-C has one
// process to end.
import process from 'node:process';
import { build } from './build.js';

const code = await build();
if (code === 0) await import('../dist/main.js');
else process.exitCode = code;
