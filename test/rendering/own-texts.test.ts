import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read-config.js';
import { noticeKinds } from '../../src/model/delivery.js';
import type { DigestWithPapers } from '../../src/model/digest.js';
import { noticeValues } from '../../src/rendering/compile-notice.js';
import { digestValues } from '../../src/rendering/digest-values.js';
import type { SiteIdentity } from '../../src/rendering/site-identity.js';
import type { Templates } from '../../src/rendering/templates.js';
import { openMailRenderer } from '../../src/wiring/wiring-mail.js';
import { saidOutsideTexts, writePseudoTexts } from '../web/pseudo-language.js';
import { inventedDigest, inventedEntry, site as lettered } from './invented-digest.js';

/** All data is without letters, so that what has some was written in a template or in code. */
const site: SiteIdentity = { ...lettered, name: '§', postalAddress: '1' };
const link = 'https://example.org/1';
const wordless = {
  ...{ title: '1', abstract: '2. '.repeat(600), authors: ['3', '4'], organization: null },
  ...{ codeUrl: link, projectUrl: link },
};

/** Proper names, and days as the language writes them. */
const DATA = [
  /^(?:arXiv|PDF)$/,
  /^(?:⟦)?(?:[A-Z][a-z]+day, )?(?:Mar(?:ch)?|Jan(?:uary)?) \d+(?:, 2026)?$/,
  /^(?:: )?https:\S+$/,
];

/** Where a document is cut into blocks. */
const MARKS = /[\uFDD0-\uFDEF][\w-]*/g;

let folder: string;
let templates: Templates;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-pseudo-mails-'));
  await writePseudoTexts(folder);
  templates = (await openMailRenderer(readConfig({ TEXTS: folder }))).templates.en;
});
afterAll(() => rm(folder, { recursive: true }));

function outside(html: string): string[] {
  expect(html).toContain('⟦');
  const words = saidOutsideTexts(html.replace(/<head[\s\S]*?<\/head>/, '').replace(MARKS, '\n'));
  const parts = words
    .flatMap((rest) => rest.split(/[·▲\n]|\s{2,}/))
    .map((part) => part.trim())
    .filter((part) => /\p{L}/u.test(part) && !DATA.some((known) => known.test(part)));
  return [...new Set(parts)];
}

function digests(): [string, DigestWithPapers][] {
  const entry = (position: number) => ({
    ...inventedEntry(position, wordless),
    note: position < 3 ? '5' : null,
  });
  const papers = Array.from({ length: 120 }, (_, index) => entry(index + 1));
  const [first = entry(1)] = papers;
  const bloomer = { ...first, before: null, since: '2026-03-03', upvotesBefore: 4 };
  const remarks = {
    ...{ lateSources: ['arxiv'], sources: 2 },
    withdrawn: Array.from({ length: 7 }, () => ({ id: '2603.1', title: '6' })),
  };
  return [
    ['a long day', { ...inventedDigest(papers), bloomers: [bloomer, { ...bloomer, before: 3 }], remarks }],
    ['no papers', inventedDigest([])],
    ['a week', inventedDigest(papers.slice(0, 1), 'weekly')],
    ['a month', inventedDigest(papers.slice(0, 1), 'monthly')],
    ['a sample', inventedDigest(papers.slice(0, 40), 'sample')],
  ];
}

describe('a mail says nothing that no text says', () => {
  it.each(digests())('%s', async (_, digest) => {
    const values = digestValues(templates.texts, site, digest, {
      ...{ date: '1', line: '1', preheader: '1', why: '1' },
      said: {
        ...{ glanceThen: '1', glanceRows: '1', glanceWords: '1', glanceLine: '1' },
        ...{ papersHeading: '1', rowsHeading: '1' },
      },
      reader: { address: '1@1', unsubscribeUrl: link, answersUrl: link, preferencesUrl: link },
    });
    for (const part of ['html', 'text'] as const) {
      expect([part, ...outside(await templates[part]('digest', { ...values }))]).toEqual([part]);
    }
  });

  it.each(noticeKinds)('%s', async (kind) => {
    const reader = { address: '1@1', newAddress: '2@2', actionUrl: link, unsubscribeUrl: link };
    const values = noticeValues(templates.texts, site, kind, { ...reader, comingWords: '1' });
    expect(outside(values.subject)).toEqual([]);
    for (const part of ['html', 'text'] as const) {
      expect([part, ...outside(await templates[part](kind, { ...values }))]).toEqual([part]);
    }
  });
});
