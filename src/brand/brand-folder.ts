import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkPng } from './check-png.js';
import { checkSvg } from './check-svg.js';

/** A picture of the folder that BRAND names. */
export interface BrandFile {
  readonly name: BrandFileName;
  readonly type: 'image/svg+xml' | 'image/png';
  readonly bytes: Buffer;
  /** Of what it holds, as short as names that change with it may be. */
  readonly hash: string;
  /** In pixels; of an SVG in its own units. */
  readonly width: number;
  readonly height: number;
}

export type BrandFileName = `${'logo' | 'logo-dark' | 'icon'}.${'svg' | 'png'}`;

export type BrandFiles = ReadonlyMap<BrandFileName, BrandFile>;

const NAMES: readonly BrandFileName[] = [
  'logo.svg',
  'logo.png',
  'logo-dark.svg',
  'logo-dark.png',
  'icon.svg',
  'icon.png',
];

/** Every page and every mail loads it. */
const MOST_OCTETS = 100_000;

/** Reads every picture of the folder; `refuse` is told what is wrong, and nothing is thrown. */
export function readBrandFolder(folder: string, refuse: (fault: string) => void): BrandFiles {
  const listed = listFolder(folder);
  if (listed === null) {
    refuse('expected a folder that can be read');
    return new Map();
  }
  const unused = listed.filter((name) => !(NAMES as readonly string[]).includes(name));
  if (unused.length > 0) refuse(`nothing uses ${unused.join(', ')}; what is used are ${NAMES.join(', ')}`);
  const files = NAMES.filter((name) => listed.includes(name))
    .map((name) => readPicture(folder, name, refuse))
    .filter((file) => file !== null);
  if (!listed.includes('logo.svg') && !listed.includes('logo.png'))
    refuse('expected logo.svg or logo.png in it');
  return new Map(files.map((file) => [file.name, file]));
}

/** Without what systems put into folders, as `.DS_Store`. */
function listFolder(folder: string): readonly string[] | null {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.') && name !== 'Thumbs.db');
  } catch {
    return null;
  }
}

function readPicture(folder: string, name: BrandFileName, refuse: (fault: string) => void): BrandFile | null {
  const bytes = readBounded(join(folder, name));
  if (typeof bytes === 'string') {
    refuse(`${name}: ${bytes}`);
    return null;
  }
  const isSvg = name.endsWith('.svg');
  const { faults, width, height } = isSvg ? checkSvg(bytes) : checkPng(bytes);
  if (faults.length > 0) {
    refuse(`${name}: ${faults.join(', ')}`);
    return null;
  }
  const type = isSvg ? 'image/svg+xml' : 'image/png';
  return { name, type, bytes, hash: shortHash(bytes), width, height };
}

/** As short as what tells one state of a file from another may be. */
export function shortHash(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 10);
}

/** The file, or what keeps it from being read. */
function readBounded(path: string): Buffer | string {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return 'it is no file';
    if (stat.size > MOST_OCTETS) return `it has ${stat.size} bytes, and may have ${MOST_OCTETS}`;
    return readFileSync(path);
  } catch {
    return 'it cannot be read';
  }
}
