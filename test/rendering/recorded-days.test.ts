import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import type { DigestWithPapers } from '../../src/model/digest.js';
import { plainText } from '../../src/paper-text/plain-text.js';
import { readText } from '../../src/paper-text/readable-text.js';
import { compileDigest } from '../../src/rendering/compile-digest.js';
import { composeDigest } from '../../src/rendering/compose-digest.js';
import { wholeEdition } from '../../src/rendering/edition.js';
import { messageBytes } from '../../src/rendering/message-parts.js';
import { checkMessage } from '../support/check-message.js';
import { emailTemplates } from './email-templates.js';
import { inventedDigest, inventedEntry, reader, site } from './invented-digest.js';

const folder = fileURLToPath(new URL('../../../shared/data/huggingface/daily_papers', import.meta.url));
const days = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];

interface RecordedItem {
  readonly numComments?: number;
  readonly paper: {
    readonly id: string;
    readonly title: string;
    readonly summary: string;
    readonly publishedAt: string;
    readonly upvotes: number;
    readonly authors: readonly { readonly name: string }[];
    readonly githubRepo?: string;
  };
}

function recordedDigest(file: string): DigestWithPapers {
  const items = JSON.parse(readFileSync(join(folder, file), 'utf8')) as RecordedItem[];
  const entries = items.map(({ paper, numComments }, index) => ({
    ...inventedEntry(index + 1, {
      id: paper.id,
      title: paper.title,
      abstract: paper.summary,
      authors: paper.authors.map(({ name }) => name),
      publishedAt: new Date(paper.publishedAt),
      codeUrl: paper.githubRepo ?? null,
    }),
    upvotes: paper.upvotes,
    comments: numComments ?? 0,
  }));
  return inventedDigest(entries);
}

describe.skipIf(days.length === 0)('a day as it was recorded', () => {
  it.each(days)('%s', async (file) => {
    const digest = recordedDigest(file);
    const compiled = await compileDigest(await emailTemplates(), site, digest);
    const raw = messageBytes(composeDigest(wholeEdition(compiled), reader));
    expect(await checkMessage(raw, { expectList: true, holds: ['1 Invented Street'] })).toEqual([]);
    const { text = '', html = '' } = await PostalMime.parse(raw);
    // A day of 31 papers is under 80 KB, which leaves room for reasons; Gmail clips at 102.
    if (digest.papers.length <= 31) expect(Buffer.byteLength(html)).toBeLessThan(80_000);
    const flat = text.replace(/\s+/g, ' ');
    let from = 0;
    for (const { paper } of digest.papers) {
      const at = flat.indexOf(plainText(readText(paper.title)), from);
      expect(at, 'each title stands in the text, in order').toBeGreaterThan(from - 1);
      from = at;
    }
  });
});
