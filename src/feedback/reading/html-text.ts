const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  gt: '>',
  lt: '<',
  nbsp: ' ',
  quot: '"',
};

/** The words of an HTML note, a line for each block; good enough to find phrases and addresses in. */
export function htmlText(html: string): string {
  return ['style', 'script', 'head']
    .reduce(withoutElement, html)
    .replace(/\s+/g, ' ')
    .replace(/<\/?(p|div|br|tr|li|h\d|table|ul|ol|pre|blockquote|hr)\b[^<>]{0,1000}>/gi, '\n')
    .replace(/<[a-z!/][^<>]{0,2000}>/gi, '')
    .replace(/&(?:#(\d{1,6})|#x([0-9a-f]{1,5})|([a-z]{2,6}));/gi, entity)
    .replaceAll(' \n', '\n')
    .replaceAll('\n ', '\n');
}

function withoutElement(html: string, name: string): string {
  const lower = html.toLowerCase();
  const kept: string[] = [];
  let at = 0;
  while (at < html.length) {
    const start = lower.indexOf(`<${name}`, at);
    const end = start === -1 ? -1 : lower.indexOf(`</${name}>`, start);
    if (end === -1) break;
    kept.push(html.slice(at, start));
    at = end + name.length + 3;
  }
  return at === 0 ? html : kept.join(' ') + html.slice(at);
}

function entity(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
  const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return point > 0 && point <= 0x10_ffff ? String.fromCodePoint(point) : ' ';
}
