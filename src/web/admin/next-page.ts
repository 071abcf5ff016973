/** Where nobody asked for a page. */
export const FRONT = '/admin';

/** A page to go on to, of what a query or a form named: only below `/admin/`, and none that one signs in at. */
export function nextPage(given: unknown): string {
  if (typeof given !== 'string' || given.length > 500 || !/^\/admin(?:[/?]|$)/.test(given)) return FRONT;
  // What URLs make of dots and backslashes is what a browser makes of them.
  const url = new URL(given, 'http://admin.invalid');
  if (url.host !== 'admin.invalid' || !/^\/admin(?:\/|$)/.test(url.pathname)) return FRONT;
  if (/^\/admin\/(?:login|begin|invite|recover|logout|again)(?:\/|$)/.test(url.pathname)) return FRONT;
  return url.pathname + url.search;
}

/** The way to sign in, and from there to the page that was asked for. */
export function loginUrl(asked: string): string {
  const next = nextPage(asked);
  return next === FRONT ? '/admin/login' : `/admin/login?next=${encodeURIComponent(next)}`;
}

/** The way to show a factor again, and from there back. */
export function againUrl(asked: string): string {
  return `/admin/again?next=${encodeURIComponent(nextPage(asked))}`;
}
