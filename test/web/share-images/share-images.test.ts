import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { savePapers } from '../../../src/store/papers/papers.js';
import { drawShareImage, type ShareImage, wrap } from '../../../src/web/share-images/draw-share-image.js';
import { readLettering } from '../../../src/web/share-images/lettering.js';
import { createShareImages, openShareImages } from '../../../src/web/share-images/open-share-images.js';
import { listedPaper } from '../../support/listed-paper.js';
import { type OpenWeb, openWeb } from '../open-web.js';

const date = '2026-03-24';
/** Where images go for somebody to look at. */
const shots = process.env['SCREENSHOTS'];

const faces = { headline: readLettering('source-serif-4', 700), text: readLettering('source-sans-3', 400) };
const entry = (title: string) => ({ title, otherwise: 'arXiv:2603.00001', meta: '12 authors · 214 upvotes' });
const imageOf = (...titles: string[]): ShareImage => ({
  masthead: 'Broadsheet',
  date: 'Tuesday, March 24, 2026',
  aside: 'Daily Papers',
  entries: titles.map(entry),
});

const extremes: Record<string, ShareImage> = {
  three: imageOf(
    'An invented paper on ranked lists',
    `A title that goes on ${'and on '.repeat(30)}`,
    'ℓ₂-regularised ∇f(x) ≤ ε, in α-stable naïve Łódź',
  ),
  one: imageOf('Wordsthatareonesinglewordwithoutanyspacetobreakitanywhere'.repeat(3)),
  scripts: imageOf('Русский Ελληνικά Nguyễn', '大规模语言模型的测试', 'عنوان بالعربية'),
  emoji: imageOf('📄 Papers 📄', '', '🙂'),
  names: { ...imageOf('One paper'), masthead: 'A newsletter of a very long name '.repeat(3) },
};

describe('a drawn share image', () => {
  it.each(Object.entries(extremes))('holds its lines within the image: %s', async (name, image) => {
    const svg = drawShareImage(image, faces);
    expect(svg).not.toMatch(/NaN|undefined|<text/);
    const [x, y] = [[], []] as [number[], number[]];
    for (const [, h, v] of svg.matchAll(/[ML](-?[\d.]+)[ ]?(-?[\d.]+)/g)) {
      x.push(Number(h));
      y.push(Number(v));
    }
    expect(Math.max(...x)).toBeLessThanOrEqual(1150);
    expect(Math.max(...y)).toBeLessThanOrEqual(630);
    const images = await openShareImages(pino({ level: 'silent' }));
    const png = (await images?.draw(image)) ?? Buffer.alloc(0);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
    if (shots === undefined) return;
    await mkdir(shots, { recursive: true });
    await writeFile(join(shots, `share-image-${name}.png`), png);
  });

  it('names a paper by its id where no font has its letters', () => {
    expect(drawShareImage(imageOf('大规模'), faces)).toBe(drawShareImage(imageOf('عنوان'), faces));
    expect(drawShareImage(imageOf('大规模'), faces)).toBe(drawShareImage(imageOf('arXiv:2603.00001'), faces));
  });

  it('leaves mathematics its meaning where a sign is missing', () => {
    expect(faces.headline.drawable('ℓ₂ with x ≤ y² → 🙂 𝑓')).toBe('ℓ2 with x <= y² -> f');
  });

  it('breaks lines between words and ends the last with an ellipsis', () => {
    const lettering = { width: (text: string) => text.length };
    expect(wrap('one two three', lettering, { size: 1, lines: 2, width: 7 })).toEqual(['one two', 'three']);
    expect(wrap('one two three four', lettering, { size: 1, lines: 2, width: 7 })).toEqual([
      'one two',
      'three…',
    ]);
    expect(wrap('onetwothree', lettering, { size: 1, lines: 2, width: 7 })).toEqual(['onetwo…']);
  });

  it('is drawn once while it is kept, one after the other, and not without end', async () => {
    let [drawn, at, most] = [0, 0, 0];
    const images = createShareImages(async () => {
      most = Math.max(most, ++at);
      await new Promise((resolve) => setImmediate(resolve));
      at -= 1;
      drawn += 1;
      return Buffer.from('png');
    });
    await Promise.all(['a', 'b', 'a', 'b', 'a'].map((title) => images.draw(imageOf(title))));
    expect([drawn, most]).toEqual([2, 1]);
    const many = Array.from({ length: 40 }, (_, index) => images.draw(imageOf(`number ${index}`)));
    const settled = await Promise.allSettled(many);
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    expect((await images.draw(imageOf('number 39'))).toString()).toBe('png');
  });
});

describe('share images of pages', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb();
    await savePapers(web.database, [
      listedPaper({ id: '2603.00001', date, upvotes: 9 }),
      listedPaper({ id: 'hep-th/9901001', date, upvotes: 7 }),
    ]);
  });
  afterAll(() => web.close());

  it.each([
    ['/', `card/${date}.png`],
    [`/daily/${date}`, `card/${date}.png`],
    ['/week/2026-W13', 'card/2026-W13.png'],
    ['/month/2026-03', 'card/2026-03.png'],
    ['/trending', 'card/site.png'],
    ['/daily/2026-03-21', 'card/site.png'],
    ['/papers/2603.00001', 'card/papers/2603.00001.png'],
    ['/papers/hep-th/9901001', 'card/papers/hep-th/9901001.png'],
  ])('%s names %s, which is there', async (url, file) => {
    const { body } = await web.server.inject({ url });
    expect(body).toContain(`<meta property="og:image" content="http://papers.example/${file}">`);
    for (const tag of [
      'og:image:width" content="1200"',
      'og:image:height" content="630"',
      'og:image:alt" content=".',
      'twitter:card" content="summary_large_image"',
    ]) {
      expect(body).toMatch(new RegExp(tag));
    }
    const image = await web.server.inject({ url: `/${file}`, headers: { 'accept-encoding': 'br, gzip' } });
    expect([image.statusCode, image.headers['content-type']]).toEqual([200, 'image/png']);
    expect(image.headers['content-encoding']).toBeUndefined();
    expect(image.rawPayload.subarray(1, 4).toString()).toBe('PNG');
    const etag = String(image.headers['etag']);
    expect(
      (await web.server.inject({ url: `/${file}`, headers: { 'if-none-match': etag } })).statusCode,
    ).toBe(304);
  });

  it.each(['2026-03-21.png', '2026-13-01.png', 'papers/2603.99999.png', 'papers/..%2f.png', 'x', '.png', ''])(
    'there is none at /card/%s',
    async (file) => {
      expect((await web.server.inject({ url: `/card/${file}` })).statusCode).toBe(404);
    },
  );

  it('are limited for each client', async () => {
    const codes: number[] = [];
    for (let asked = 0; asked < 121; asked += 1) {
      codes.push((await web.server.inject({ url: '/card/x', remoteAddress: '192.0.2.9' })).statusCode);
    }
    expect(codes.filter((code) => code === 429)).toHaveLength(1);
  });
});
