import { expect, it } from 'vitest';
import type { ListedPaper } from '../../src/model/paper.js';
import { parseRss } from '../../src/sources/arxiv/parse-rss.js';
import { missingFields } from '../../src/sources/drift.js';

/** A feed of so many items, whose links name an id or something else. */
function feed(ids: readonly string[]): string {
  const items = ids.map(
    (id) =>
      `<item><title>T</title><link>https://arxiv.org/abs/${id}</link><description>D</description>
       <category>cs.CL</category><dc:creator>Ada Muster</dc:creator></item>`,
  );
  return `<rss><channel><pubDate>Mon, 23 Mar 2026 00:00:00 -0400</pubDate>${items.join('')}</channel></rss>`;
}

it.each([
  [6, 0, []],
  [6, 2, []],
  [2, 4, [{ field: 'id', change: 'other-type', items: 4, of: 6 }]],
  [0, 6, [{ field: 'id', change: 'other-type', items: 6, of: 6 }]],
])('%i items with an id and %i without', (readable, others, drift) => {
  const ids = [
    ...Array.from({ length: readable }, (_, index) => `2603.0000${index}`),
    ...Array.from({ length: others }, (_, index) => `paper-${index}`),
  ];
  const { entries, skipped } = parseRss(feed(ids));
  const listed = entries.map(({ paper }) => ({ paper }) as ListedPaper);
  expect(missingFields(listed, skipped.length)).toEqual(drift);
});
