/** How a stretch of text is set apart; everything else that markup can say is dropped. */
export type Mark = 'italic' | 'bold' | 'sub' | 'sup';

/** A stretch of text, plain, as code, or marked; marks nest. */
export type Run =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: Mark; readonly runs: readonly Run[] };

/** Text whose markup has been read: one line, to be shown as plain text or as HTML. */
export type ReadableText = readonly Run[];

export function textRun(text: string): Run {
  return { kind: 'text', text };
}

export function marked(kind: Mark, runs: readonly Run[]): Run {
  return { kind, runs };
}

/** The characters of the runs without any sign of their marks. */
export function flatText(runs: readonly Run[]): string {
  return runs.map((run) => ('runs' in run ? flatText(run.runs) : run.text)).join('');
}

/** The same runs with texts that touch made one, and nothing empty. */
export function joinRuns(runs: readonly Run[]): Run[] {
  const joined: Run[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if ('runs' in run) {
      const inner = joinRuns(run.runs);
      if (inner.length > 0) joined.push({ kind: run.kind, runs: inner });
    } else if (last !== undefined && last.kind === run.kind && 'text' in last) {
      joined[joined.length - 1] = { kind: run.kind, text: last.text + run.text };
    } else if (run.text !== '') joined.push(run);
  }
  return joined;
}

/** Without blanks at the ends, and with one blank where there were several. */
export function tidy(runs: readonly Run[]): Run[] {
  const state = { blank: true };
  const joined = joinRuns(single(runs, state));
  return state.blank ? joinRuns(withoutLastBlank(joined)) : joined;
}

function single(runs: readonly Run[], state: { blank: boolean }): Run[] {
  return runs.map((run) => {
    if ('runs' in run) return { kind: run.kind, runs: single(run.runs, state) };
    const text = (state.blank ? run.text.trimStart() : run.text).replace(/ {2,}/g, ' ');
    if (text !== '') state.blank = text.endsWith(' ');
    return { kind: run.kind, text };
  });
}

function withoutLastBlank(runs: readonly Run[]): Run[] {
  const last = runs.at(-1);
  if (last === undefined) return [];
  const rest = runs.slice(0, -1);
  return 'runs' in last
    ? [...rest, { kind: last.kind, runs: withoutLastBlank(last.runs) }]
    : [...rest, { kind: last.kind, text: last.text.trimEnd() }];
}

/** A superscript or subscript; degrees and primes are characters of their own. */
export function scriptRun(sign: '^' | '_', runs: readonly Run[]): Run {
  const flat = flatText(runs);
  if (sign === '^' && (flat === '∘' || flat === '°')) return textRun('°');
  if (sign === '^' && /^′+$/.test(flat)) return textRun(flat);
  return marked(sign === '^' ? 'sup' : 'sub', runs);
}
