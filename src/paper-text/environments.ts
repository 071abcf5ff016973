/** Brackets of the environments that hold a matrix; others hold lines of formulas. */
const BRACKETS: Readonly<Record<string, readonly [string, string]>> = {
  matrix: ['', ''],
  smallmatrix: ['', ''],
  pmatrix: ['(', ')'],
  bmatrix: ['[', ']'],
  Bmatrix: ['{', '}'],
  vmatrix: ['|', '|'],
  Vmatrix: ['‖', '‖'],
  array: ['', ''],
  cases: ['', ''],
};
const LINES = new Set([
  'aligned',
  'align',
  'gathered',
  'gather',
  'split',
  'equation',
  'multline',
  'eqnarray',
]);

const ENVIRONMENT =
  /\\begin\{([A-Za-z]{1,20})\*?\}(?:\{[lcr|@ ]{0,20}\}|\[[a-z]\])?((?:(?!\\begin\{|\\end\{)[\s\S]){0,2000}?)\\end\{\1\*?\}/g;
/** Shows nothing, and says that what is between dollars here is mathematics. */
const MATH = '\\!';
const MOST_NESTED = 4;

/** Matrices and aligned formulas in one line: of a matrix, its cells as `(a, b; c, d)`. */
export function withoutEnvironments(source: string): string {
  let text = source;
  for (let depth = 0; depth < MOST_NESTED && text.includes('\\begin{'); depth += 1) {
    text = text.replace(ENVIRONMENT, (whole, name: string, content: string) => {
      const brackets = BRACKETS[name];
      if (brackets === undefined) return LINES.has(name) ? linesOf(content, ' ').join('; ') + MATH : whole;
      return brackets[0] + linesOf(content, ', ').join('; ') + brackets[1] + MATH;
    });
  }
  return text;
}

function linesOf(content: string, between: string): string[] {
  return content
    .split(/\\\\(?:\[[^\]]{0,10}\])?|\\cr(?![A-Za-z])/)
    .map((line) =>
      line
        .replace(/\\hline(?![A-Za-z])/g, '')
        .split(/(?<!\\)&/)
        .map((cell) => cell.trim())
        .filter((cell, index, all) => cell !== '' || (between === ', ' && all.length > 1 && index > 0))
        .join(between),
    )
    .filter((line) => line !== '');
}
