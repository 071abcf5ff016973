#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const main = join(import.meta.dirname, '..', 'dist', 'main.js');

// After `npm ci` alone there is no build yet: a command is not refused for that, it builds once.
if (!existsSync(main)) {
  const { build } = await import('../scripts/build.js');
  const code = await build();
  if (code !== 0) process.exit(code);
}

await import(pathToFileURL(main).href);
