/** An element of an array as text, and the line on which it begins. */
export interface ArrayElement {
  readonly text: string;
  readonly line: number;
}

/**
 * Cuts the text of a JSON array into its elements without reading them, so that one that is broken costs no
 * other, and its line is known.
 * @param text begins with a bracket, after white space at most
 * @returns null where the array does not end
 */
export function splitArray(text: string): ArrayElement[] | null {
  const elements: ArrayElement[] = [];
  const scan = { depth: 0, inString: false, begin: 0, line: 1, beginLine: 1 };
  const take = (end: number) => {
    const element = text.slice(scan.begin, end);
    const blank = /^\s*/.exec(element)?.[0] ?? '';
    const line = scan.beginLine + blank.split('\n').length - 1;
    if (element.trim() !== '') elements.push({ text: element, line });
    scan.begin = end + 1;
    scan.beginLine = scan.line;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\n') scan.line += 1;
    if (scan.inString) {
      if (character === '\\') at += 1;
      else if (character === '"') scan.inString = false;
      continue;
    }
    if (character === '"') scan.inString = true;
    if (character === ',' && scan.depth === 1) take(at);
    if (character === '[' || character === '{') {
      if (scan.depth === 0) Object.assign(scan, { begin: at + 1, beginLine: scan.line });
      scan.depth += 1;
    }
    if (character === ']' || character === '}') scan.depth -= 1;
    if (scan.depth === 0 && character === ']') {
      take(at);
      return elements;
    }
  }
  return null;
}
