import { plainText } from './plain-text.js';
import { readText } from './readable-text.js';

const LONGEST_PASTED = 2_000;

/** What somebody typed or pasted, who may have copied LaTeX; as it stands where it holds none. */
export function typedText(typed: string): string {
  return /[\\$]/.test(typed) ? plainText(readText(typed.slice(0, LONGEST_PASTED))) : typed;
}
