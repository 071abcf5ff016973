import { printable } from '../printable.js';
import type { Terminal } from './terminal.js';

/**
 * A terminal that nothing from outside can steer: whatever a command writes, the texts of papers, readers and servers
 * in it arrive without control characters. Octets, such as a message that is written out, are left as they are where
 * they go into a file or a pipe.
 */
export function safeTerminal(terminal: Terminal): Terminal {
  const safe: Pick<Terminal, 'out' | 'err'> = {
    out: (text) => {
      const isRaw = typeof text !== 'string' && terminal.stdout.isTTY !== true;
      terminal.out(isRaw ? text : printable(asText(text)));
    },
    err: (text) => terminal.err(printable(text)),
  };
  // Everything else is the terminal's own, read when it is asked for: standard input opens by being read.
  return Object.assign(Object.create(terminal) as Terminal, safe);
}

function asText(text: string | Uint8Array): string {
  return typeof text === 'string' ? text : Buffer.from(text).toString('utf8').replaceAll('\r\n', '\n');
}
