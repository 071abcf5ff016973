const BASE = '<base target="_blank">';

/** The mail's HTML with its links opening in a tab of their own, as mail clients do. */
export function framedHtml(html: string): string {
  const head = /<head(\s[^>]*)?>/i.exec(html);
  if (head === null) return `<!doctype html><meta charset="utf-8">${BASE}${html}`;
  const end = head.index + head[0].length;
  // The part is decoded text by now, so what its own head says of a charset no longer holds.
  return `${html.slice(0, end)}<meta charset="utf-8">${BASE}${html.slice(end)}`;
}
