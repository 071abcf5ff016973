/** Functions that load what they name, beside `url()`; the last ones ran scripts in browsers of old. */
const LOADING = /(?:^|[^\w-])(?:image-set|-webkit-image-set|image|src|cross-fade|element|expression)\s*\(/i;

/** Why CSS, of a style sheet or of an attribute, may not be there: it may name what is in the file and nothing else. */
export function cssFault(css: string): string | null {
  // Where a comment begins in a text or in a name of `url()`, it is none: so what it would hide is looked at as well.
  return faultOf(css) ?? faultOf(css.replace(/\/\*[\s\S]*?(?:\*\/|$)/g, ''));
}

function faultOf(css: string): string | null {
  // An escape may spell url or import.
  if (css.includes('\\')) return 'a style with a backslash may hide something';
  if (/@(?!media\b|supports\b)[\w-]/i.test(css)) return 'a style loads or moves something by an @-rule';
  const elsewhere = [...css.matchAll(/url\s*\(([^)]*)/gi)].some(
    ([, target = '']) => !target.replace(/^[\s'"]+/, '').startsWith('#'),
  );
  if (elsewhere || LOADING.test(css)) return 'a style would load from elsewhere';
  return /(?:^|[\s;{])(?:-moz-binding|behavior|animation[\w-]*)\s*:/i.test(css)
    ? 'a style moves or runs something'
    : null;
}
