const BASE = '<base target="_top">';

/** The mail's HTML with its links opening in the whole window rather than inside the frame. */
export function framedHtml(html: string): string {
  const head = /<head(\s[^>]*)?>/i.exec(html);
  if (head === null) return `<!doctype html><meta charset="utf-8">${BASE}${html}`;
  const end = head.index + head[0].length;
  // The part is decoded text by now, so what its own head says of a charset no longer holds.
  return `${html.slice(0, end)}<meta charset="utf-8">${BASE}${html.slice(end)}`;
}
