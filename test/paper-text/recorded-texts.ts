import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface RecordedTexts {
  readonly titles: readonly string[];
  readonly abstracts: readonly string[];
}

const folder = fileURLToPath(new URL('../../../shared/data', import.meta.url));

/** Every title and abstract of the recorded lists, each once; none where the recordings are missing. */
export function recordedTexts(): RecordedTexts {
  const files = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
    : [];
  const titles = new Set<string>();
  const abstracts = new Set<string>();
  const keep = (title: unknown, abstract: unknown): void => {
    if (typeof title === 'string') titles.add(title);
    if (typeof abstract === 'string') abstracts.add(abstract);
  };
  for (const file of files.filter((name) => /\.(?:json|xml)$/.test(name))) {
    const text = readFileSync(file, 'utf8');
    if (file.endsWith('.xml')) keepFeed(text, keep);
    else keepJson(JSON.parse(text), keep);
  }
  return { titles: [...titles], abstracts: [...abstracts] };
}

type Keep = (title: unknown, abstract: unknown) => void;

function keepJson(value: unknown, keep: Keep): void {
  if (Array.isArray(value)) for (const item of value) keepJson(item, keep);
  else if (typeof value === 'object' && value !== null) {
    const { paper, body } = value as { paper?: { title?: unknown; summary?: unknown }; body?: unknown };
    if (paper !== undefined) keep(paper.title, paper.summary);
    if (typeof body === 'string') keepFeed(body, keep);
  }
}

/** Enough of Atom for the recorded answers of arXiv. */
function keepFeed(feed: string, keep: Keep): void {
  for (const entry of feed.split('<entry>').slice(1)) {
    keep(elementOf('title', entry), elementOf('summary', entry));
  }
}

function elementOf(name: string, entry: string): string | undefined {
  const text = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(entry)?.[1];
  if (text === undefined) return undefined;
  // Most answers were recorded with each byte as a character.
  const decoded = Buffer.from(text, 'latin1').toString('utf8');
  return (/[^\0-\xFF]/.test(text) || decoded.includes('\uFFFD') ? text : decoded)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
