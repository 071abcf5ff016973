import { BroadsheetError } from './errors.js';

const MAX_TEXT = 300;
const MAX_FRAMES = 8;

/** What may be logged of an error, whoever threw it. */
export interface ErrorFacts {
  readonly code: string;
  readonly name: string;
  readonly message: string;
  readonly frames: readonly string[];
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The code of a BroadsheetError, the code of a driver or system error behind INTERNAL, else INTERNAL alone. */
export function codeOf(error: unknown): string {
  if (error instanceof BroadsheetError) return error.code;
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && /^[A-Z0-9_]{3,40}$/.test(code) ? `INTERNAL ${code}` : 'INTERNAL';
}

/** What a log line may say of an error: no address, no URL, no control character, and of bounded size. */
export function errorFacts(error: unknown): ErrorFacts {
  const frames = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return {
    code: codeOf(error),
    name: error instanceof Error ? safeText(error.name) : typeof error,
    message: safeText(error instanceof Error ? error.message : String(error)),
    frames: frames
      .filter((line) => /^\s+at /.test(line))
      .slice(0, MAX_FRAMES)
      .map((line) => safeText(line.replace('file://', ''))),
    ...(error instanceof BroadsheetError ? { details: error.details } : {}),
  };
}

/** Text that neither names a person or a link nor upsets whoever stores it. */
export function safeText(text: string): string {
  return (
    text
      .slice(0, 4 * MAX_TEXT)
      .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '[url]')
      .replace(/\S*@\S*/g, '[address]')
      .slice(0, MAX_TEXT)
      // Category C holds the control characters and, in a pattern of code points, lone surrogates.
      .replace(/\p{C}+/gu, ' ')
      .trim()
  );
}
