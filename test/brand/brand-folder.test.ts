import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { needsLightGround, shownSize } from '../../src/brand/brand.js';
import { readBrandFolder } from '../../src/brand/brand-folder.js';
import { noLinks } from '../../src/brand/site-links.js';
import { mailLogoOf } from '../../src/wiring/mail-logo.js';
import { invented, pngChunk, pngSignature } from './png.js';

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 12"/>';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'brand-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(files: Readonly<Record<string, string | Buffer>>) {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const faults: string[] = [];
  const found = readBrandFolder(folder, (fault) => faults.push(fault));
  return { faults: faults.join('; '), found };
}

describe('a folder of a brand', () => {
  it('has a logo, perhaps one for the dark, and an icon, with their sizes', () => {
    const { faults, found } = read({
      'logo.svg': SVG,
      'logo.png': invented(560, 96),
      'logo-dark.svg': SVG,
      'icon.png': invented(32, 32),
      '.DS_Store': 'of a system',
    });
    expect(faults).toBe('');
    expect([...found.values()].map(({ name, width, height }) => `${name} ${width} ${height}`)).toEqual([
      'logo.svg 24 12',
      'logo.png 560 96',
      'logo-dark.svg 24 12',
      'icon.png 32 32',
    ]);
    const sizes = [...found.values()].map((file) => shownSize(file));
    expect(sizes[0]).toEqual({ width: 96, height: 48 });
    expect(sizes[1]).toEqual({ width: 280, height: 48 });
    // Pixels are not stretched.
    expect(sizes[3]).toEqual({ width: 32, height: 32 });
  });

  it.each<[string, Record<string, string | Buffer>, RegExp]>([
    ['no logo', { 'icon.svg': SVG }, /^expected logo\.svg or logo\.png in it$/],
    [
      'a file of another name',
      { 'logo.svg': SVG, 'Logo.jpg': '' },
      /^nothing uses Logo\.jpg; what is used are logo\.svg, /,
    ],
    [
      'too much',
      { 'logo.svg': SVG + ' '.repeat(100_000) },
      /^logo\.svg: it has \d+ bytes, and may have 100000$/,
    ],
    [
      'a script',
      { 'logo.svg': SVG.replace('/>', '><script/></svg>') },
      /^logo\.svg: line 1: <script> would run$/,
    ],
    ['an SVG as a PNG', { 'logo.png': SVG }, /^logo\.png: it is no PNG$/],
    ['half a PNG', { 'logo.png': invented(9, 9).subarray(0, -20) }, /^logo\.png: it is cut off$/],
    ['a signature alone', { 'logo.png': pngSignature }, /^logo\.png: it is cut off$/],
    ['a damaged PNG', { 'logo.png': damaged(invented(9, 9)) }, /^logo\.png: it is damaged$/],
    [
      'a PNG with a tail',
      { 'logo.png': Buffer.concat([invented(9, 9), Buffer.from('<?php')]) },
      /behind its end$/,
    ],
    [
      'one that moves',
      { 'logo.png': invented(9, 9, [pngChunk('acTL', Buffer.alloc(8))]) },
      /^logo\.png: it moves/,
    ],
    ['one that is large', { 'logo.png': invented(2_001, 1) }, /^logo\.png: it has 2001 by 1 pixels/],
  ])('is refused with %s', (_, files, reason) => {
    expect(read(files).faults).toMatch(reason);
  });

  it('is refused where it cannot be read', () => {
    const faults: string[] = [];
    readBrandFolder(join(folder, 'nowhere'), (fault) => faults.push(fault));
    expect(faults).toEqual(['expected a folder that can be read']);
  });
});

it.each([
  ['https://papers.example.org/base', true],
  ['http://localhost:3000', true],
  ['http://127.0.0.1:3000', true],
  ['http://papers.example.org', false],
])('at %s mails have the logo: %s', (publicUrl, has) => {
  const { found } = read({ 'logo.png': invented(1_120, 192), 'logo.svg': SVG });
  const brand = { accents: { light: null, dark: null }, links: noLinks, files: found };
  const url = expect.stringMatching(/\/brand\/[\w-]{10}\/logo\.png$/);
  const logo = mailLogoOf({ publicUrl, brand });
  expect(logo).toEqual(has ? { url, width: 280, height: 48 } : null);
  if (logo !== null) expect(logo.url.startsWith(`${publicUrl}/brand/`)).toBe(true);
  // Without a PNG the name stands there.
  const svgAlone = new Map([...found].filter(([name]) => name === 'logo.svg'));
  expect(mailLogoOf({ publicUrl, brand: { ...brand, files: svgAlone } })).toBeNull();
});

function damaged(png: Buffer): Buffer {
  const copy = Buffer.from(png);
  copy.writeUInt8(copy.readUInt8(20) ^ 1, 20);
  return copy;
}

describe('in the dark theme the logo', () => {
  const drawn = (style: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>${style}</style><path d="M0 0h9v9z"/></svg>`;
  it.each([
    ['on a light ground', { 'logo.png': invented(9, 9) }, true],
    ['on a light ground, drawn', { 'logo.svg': drawn('path { fill: #111 }') }, true],
    [
      'as it is where it looks at the theme itself',
      { 'logo.svg': drawn('@media (prefers-color-scheme: dark) { path { fill: #eee } }') },
      false,
    ],
    ['for the dark one', { 'logo.png': invented(9, 9), 'logo-dark.svg': drawn('') }, false],
  ])('stands %s', (_how, files, onLight) => {
    const { faults, found } = read(files);
    expect(faults).toBe('');
    const brand = { accents: { light: null, dark: null }, files: found, links: noLinks };
    expect(needsLightGround(brand)).toBe(onLight);
  });
});
