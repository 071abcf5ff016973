import { joinRuns, type ReadableText, type Run, textRun } from './run.js';

/**
 * The first `length` UTF-16 units of a text's flat form with the marks they had, and `ending` behind them.
 * Cut between characters: the caller chooses a length that splits none.
 */
export function cutReadable(text: ReadableText, length: number, ending = ''): ReadableText {
  const { runs } = take(text, length);
  return joinRuns([...runs, textRun(ending)]);
}

function take(text: ReadableText, length: number): { runs: Run[]; left: number } {
  const runs: Run[] = [];
  let left = length;
  for (const run of text) {
    if (left <= 0) break;
    if ('runs' in run) {
      const inner = take(run.runs, left);
      runs.push({ kind: run.kind, runs: inner.runs });
      left = inner.left;
    } else {
      runs.push({ kind: run.kind, text: run.text.slice(0, left) });
      left -= run.text.length;
    }
  }
  return { runs, left };
}
