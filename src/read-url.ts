/**
 * The URL that a text is, or null. `URL.canParse` is not asked anywhere: once optimised, Node 20 takes text of
 * one-byte characters for UTF-8 there, so that `https://bücher.example/` is none from then on.
 * @param base what a relative text is relative to
 */
export function readUrl(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
