import { describe, expect, it } from 'vitest';
import { readUrl } from '../src/read-url.js';

describe('a URL that is read', () => {
  it('is the same however often it was read before', () => {
    const texts = ['https://bücher.example/é?q=ß', 'https://example.org/', 'no URL', 'https://'];
    const first = texts.map((text) => readUrl(text)?.href ?? null);
    expect(first).toEqual([
      'https://xn--bcher-kva.example/%C3%A9?q=%C3%9F',
      'https://example.org/',
      null,
      null,
    ]);
    const later = new Set<string>();
    for (let times = 0; times < 20_000; times += 1) {
      later.add(String(readUrl(texts[times % 2] as string)?.href));
    }
    expect([...later].sort()).toEqual([first[1], first[0]].sort());
  });
});
