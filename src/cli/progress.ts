import type { ListrBaseClassOptions } from 'listr2';
import type { Terminal } from './terminal.js';

/** Progress on long work: drawn on standard error for a person, left out where nobody watches. */
export function progressRenderer<Context>(
  terminal: Terminal,
): ListrBaseClassOptions<Context, 'default', 'silent'> {
  const draw = terminal.stderr.isTTY === true && terminal.stdout.isTTY === true;
  return draw ? { renderer: 'default', fallbackRenderer: 'silent' } : { silentRendererCondition: true };
}
