import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchPictures } from '../../src/jobs/fetch-pictures.js';
import { guardedGetter } from '../../src/sources/pictures/guarded-get.js';
import { openPictureFiles, type PictureFiles } from '../../src/sources/pictures/picture-files.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { picturesOf } from '../../src/store/papers/pictures.js';
import { listedPaper } from '../support/listed-paper.js';
import { openStageBench, type StageBench } from './stage-bench.js';

const date = '2026-03-23';
const signal = new AbortController().signal;
const ids = ['2603.00001', '2603.00002', '2603.00003', '2603.00004'];
let bench: StageBench;
let server: Server;
let folder: string;
let files: PictureFiles;
let asked: string[];
let colours: string[];

beforeAll(async () => {
  bench = await openStageBench();
  folder = await mkdtemp(join(tmpdir(), 'pictures-'));
  files = openPictureFiles(join(folder, 'pictures'));
  server = createServer(async (request, response) => {
    asked.push(request.url ?? '');
    if (request.url?.startsWith('/bad')) return response.end('<html>');
    const background = colours[asked.length - 1] ?? 'red';
    response.end(
      await sharp({ create: { width: 400, height: 300, channels: 3, background } })
        .png()
        .toBuffer(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await bench.close();
  await rm(folder, { recursive: true, force: true });
});

/** The papers have stills on another host than this one, where the test answers for it. */
beforeEach(async () => {
  await bench.empty();
  bench.setNow('2026-03-23T09:00:00Z');
  asked = [];
  colours = ['red', 'green', 'blue', 'gold'];
  const media = [
    ['https://media.example.org/a.mp4', 'https://media.example.org/1.png'],
    ['https://media.example.org/bad.png'],
    ['https://media.example.org/b.mp4'],
    ['https://media.example.org/4.jpeg', 'https://media.example.org/5.png'],
  ];
  await savePapers(
    bench.context.database,
    ids.map((id, index) => ({
      ...listedPaper({ id, date }),
      record: { paper: { mediaUrls: media[index] } },
    })),
  );
});

function fetchAll(mostOctets = 1_000_000) {
  const { port } = server.address() as AddressInfo;
  const guarded = guardedGetter({
    ...{ maxBytes: 1_000_000, timeoutMs: 5_000, maxRedirects: 2 },
    ...{ protocols: ['http:'], mayConnect: (address: string) => address === '127.0.0.1' },
  });
  const get = (url: URL, within: AbortSignal) =>
    guarded(new URL(url.pathname, `http://127.0.0.1:${port}`), within);
  return fetchPictures({ ...bench.context, pictures: { get, files, mostOctets } }, date, signal);
}

const kept = () => picturesOf(bench.context.database, ids);

describe('the pictures of a day', () => {
  it('are fetched once, the first still of each paper, and made small', async () => {
    await fetchAll();
    expect(asked.toSorted()).toEqual(['/1.png', '/4.jpeg', '/bad.png']);
    const names = await kept();
    expect([...names.keys()].toSorted()).toEqual(['2603.00001', '2603.00004']);
    const file = await files.read(names.get('2603.00001') ?? '');
    expect(await sharp(file ?? undefined).metadata()).toMatchObject({ format: 'jpeg', width: 320 });
    await fetchAll();
    expect(asked).toHaveLength(3);
  });

  it('that could not be used are tried again a few times, hours later', async () => {
    for (const at of ['09:00', '16:00', '23:00', '23:30']) {
      bench.setNow(`2026-03-23T${at}:00Z`);
      await fetchAll();
    }
    bench.setNow('2026-03-24T09:00:00Z');
    await fetchAll();
    expect(asked.filter((path) => path === '/bad.png')).toHaveLength(3);
  });

  it('are within their limit, the oldest going first, file and all', async () => {
    await fetchAll();
    const before = await kept();
    const [octets = 0] = await Promise.all([files.read(before.get('2603.00001') ?? '')]).then(([file]) => [
      file?.length,
    ]);
    await savePapers(bench.context.database, [
      {
        ...listedPaper({ id: '2603.00009', date }),
        record: { paper: { mediaUrls: ['https://media.example.org/9.png'] } },
      },
    ]);
    bench.setNow('2026-03-23T12:00:00Z');
    await fetchAll(octets + 10);
    const after = await picturesOf(bench.context.database, [...ids, '2603.00009']);
    expect([...after.keys()]).toEqual(['2603.00009']);
    expect(await readdir(join(folder, 'pictures'))).toContain(`${after.get('2603.00009')}.jpg`);
    for (const name of before.values()) expect(await files.read(name)).toBeNull();
  });

  it('are not fetched where the operator wants none', async () => {
    await fetchPictures({ ...bench.context, pictures: null }, date, signal);
    expect(asked).toEqual([]);
  });
});

describe('files of pictures', () => {
  it.each(['../secret', '..', '', 'A'.repeat(32), `${'a'.repeat(32)}/..`])('have no %j', async (name) => {
    expect(await files.read(name)).toBeNull();
  });
});
