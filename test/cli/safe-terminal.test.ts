import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeTerminal } from '../../src/cli/safe-terminal.js';
import type { Terminal } from '../../src/cli/terminal.js';
import { printableValue } from '../../src/printable.js';
import { linesMatching, projectFiles } from '../house/project-files.js';
import { anyCharacter } from '../support/any-character.js';

/** A terminal that keeps what reaches it. */
function keeping(isTTY: boolean) {
  const reached: (string | Uint8Array)[] = [];
  const own = {
    out: (text: string | Uint8Array) => void reached.push(text),
    err: (text: string) => void reached.push(text),
    stdin: process.stdin,
    stdout: { isTTY } as NodeJS.WriteStream,
    stderr: { isTTY } as NodeJS.WriteStream,
    stopped: new Promise<string>(() => undefined),
    isStopping: () => false,
  };
  return { terminal: safeTerminal(own as unknown as Terminal), reached };
}

describe('what reaches a terminal', () => {
  it('holds no control character but tab and line feed, whatever it came from', () => {
    const { terminal, reached } = keeping(true);
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        reached.length = 0;
        terminal.out(text);
        terminal.err(text);
        terminal.out(Buffer.from(text));
        for (const shown of reached)
          expect(String(shown)).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cs}\u202a-\u202e]/u);
      }),
    );
  });

  it('keeps words, emoji and columns as they are, and shows the rest as JSON writes it', () => {
    const { terminal, reached } = keeping(true);
    terminal.out('42\tΔΣ 日本語 👩‍💻 é\n');
    terminal.out('{"title":"\x1b[2J\x9b31m\x7f"}\r\n');
    expect(reached).toEqual(['42\tΔΣ 日本語 👩‍💻 é\n', '{"title":"\\u001b[2J\\u009b31m\\u007f"}\\u000d\n']);
    expect(JSON.parse(String(reached[1]).replace('\\u000d', ''))).toEqual({ title: '\x1b[2J\x9b31m\x7f' });
  });

  it('leaves a message as it is where it goes into a file', () => {
    const { terminal, reached } = keeping(false);
    const raw = Buffer.from('Subject: \x1b\r\n\r\n');
    terminal.out(raw);
    expect(reached).toEqual([raw]);
  });

  it('is cleaned in every field of the log, too', () => {
    expect(printableValue({ reply: 'a\x1b]0;b\x07', list: ['\u202e'], n: 1, at: null })).toEqual({
      reply: 'a\\u001b]0;b\\u0007',
      list: ['\\u202e'],
      n: 1,
      at: null,
    });
  });

  it('passes that way alone: no command writes to the process itself', () => {
    expect(linesMatching(projectFiles('src/cli'), /process\.std|console\./)).toEqual([]);
  });
});
