import type { ReadMail } from './read-mail.js';

/**
 * The path that a mail client's own "Unsubscribe" button posts to: the https (here also http) URI of
 * List-Unsubscribe (RFC 2369 §3.2) where List-Unsubscribe-Post says that one click is enough (RFC 8058 §3.1).
 * @returns null where the mail offers none, or another site's: a form here posts to this site only
 */
export function oneClickTarget(headers: ReadMail['headers'], publicUrl: string): string | null {
  const [post] = valuesOf(headers, 'list-unsubscribe-post');
  if (post?.replaceAll(/\s/g, '') !== 'List-Unsubscribe=One-Click') return null;
  const [list] = valuesOf(headers, 'list-unsubscribe');
  const uris = [...(list ?? '').matchAll(/<([^<>\s]+)>/g)].map(([, uri]) => uri ?? '');
  const ours = uris.find((uri) => uri.startsWith(`${publicUrl}/`));
  return ours === undefined ? null : ours.slice(publicUrl.length);
}

function valuesOf(headers: ReadMail['headers'], name: string): readonly string[] {
  return headers.filter((header) => header.name.toLowerCase() === name).map((header) => header.value);
}
