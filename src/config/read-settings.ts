import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { parseEnv } from 'node:util';
import { environmentSchema, type Given, type Name } from './environment.js';
import { collectFaults, type Faults } from './faults.js';
import { nearestName, slippedName } from './nearest-name.js';
import type { Place } from './places.js';
import { readSettingsFile, type SettingsFile } from './settings-file.js';
import type { TomlPath } from './toml-tree.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where settings come from: the environment wins over `.env`, that over the file, that over the defaults. */
export interface SettingsSources {
  readonly environment: Environment;
  /** The file that is read as `.env` where it is there; without it none is. */
  readonly dotenv?: string;
  /**
   * The settings file that the command line names; without it CONFIG does, or {@link DEFAULT_FILE} is there.
   * Null: none is read.
   */
  readonly file?: string | null | undefined;
}

/** A name that nothing reads, with the one that was probably meant. */
export interface UnknownName {
  readonly name: string;
  readonly place: Place;
  readonly nearest: string | null;
}

/** What is set, and where. */
export interface Settings {
  readonly given: Given;
  placeOf(name: Name, within?: TomlPath): Place;
  /** Of `.env` every name that nothing reads; of the environment only what looks like a slip of the pen. */
  readonly unknown: readonly UnknownName[];
  readonly faults: Faults;
}

const DEFAULT_FILE = 'broadsheet.toml';
const DOTENV = '.env';
const names = Object.keys(environmentSchema.properties) as Name[];

/** Reads every source; nothing is thrown: what cannot be read is among the faults. */
export function readSettings({ environment, dotenv, file }: SettingsSources): Settings {
  const fromEnvironment = givenValues(environment);
  const kept = readDotenv(dotenv);
  const fromDotenv = givenValues(kept.values);
  let settingsFile: SettingsFile | null = null;
  const given: Given = {};
  const placeOf = (name: Name, within: TomlPath = []): Place => {
    if (name === 'CONFIG' && typeof file === 'string') return { kind: 'command' };
    if (fromEnvironment[name] !== undefined) return { kind: 'environment' };
    if (fromDotenv[name] !== undefined) return kept.placeOf(name);
    // What is missing is asked for by the name of its variable, wherever that is set then.
    return given[name] === undefined || settingsFile === null
      ? { kind: 'default' }
      : settingsFile.placeOf(name, within);
  };
  const faults = collectFaults((name, within) => placeOf(name as Name, within));
  if (kept.fault !== null) faults.refuseAt(DOTENV, { kind: 'environment' }, kept.fault);
  for (const { name, line, fault } of kept.misread)
    faults.refuseAt(name, { kind: 'dotenv', file: DOTENV, line }, fault);
  const named = file ?? fromEnvironment.CONFIG ?? fromDotenv.CONFIG;
  if (file !== null) settingsFile = openFile(named, faults);
  Object.assign(given, withoutOverruled(settingsFile?.given ?? {}, { ...fromDotenv, ...fromEnvironment }));
  Object.assign(given, fromDotenv, fromEnvironment);
  if (typeof file === 'string') given.CONFIG = file;
  const unknown = [
    ...unknownIn(kept.values, kept.placeOf, nearestName),
    ...unknownIn(environment, () => ({ kind: 'environment' }), slippedName).filter(
      ({ nearest }) => nearest !== null,
    ),
  ];
  return { given, placeOf, unknown, faults };
}

/** What is set, trimmed; empty values count as absent. */
function givenValues(environment: Environment): Given {
  return Object.fromEntries(
    names
      .map((name) => [name, environment[name]?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
}

/** Of SMTP_URL and SMTP_RELAYS, which stand in each other's place, the environment's rules out the file's. */
function withoutOverruled(ofFile: Given, ofEnvironment: Given): Given {
  if (ofEnvironment.SMTP_URL === undefined && ofEnvironment.SMTP_RELAYS === undefined) return ofFile;
  const { SMTP_URL: _url, SMTP_RELAYS: _relays, ...rest } = ofFile;
  return rest;
}

function openFile(named: string | undefined, faults: Faults): SettingsFile | null {
  const path = named ?? DEFAULT_FILE;
  try {
    const text = textOf(path);
    const shown = path.startsWith('/') ? path : relative('', path);
    return readSettingsFile(shown, text, faults.refuseAt);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (named === undefined && code === 'ENOENT') return null;
    faults.refuseAt(
      named === undefined ? DEFAULT_FILE : 'CONFIG',
      { kind: 'environment' },
      unreadable(path, code),
    );
    return null;
  }
}

function unreadable(path: string, code: string): string {
  return code === 'ENOENT' ? `there is no file ${path}` : `the file ${path} cannot be read (${code})`;
}

interface Dotenv {
  readonly values: Environment;
  readonly fault: string | null;
  readonly misread: readonly MisreadLine[];
  placeOf(name: string): Place;
}

function readDotenv(path: string | undefined): Dotenv {
  const placeAt = (line: number): Place => ({ kind: 'dotenv', file: DOTENV, line });
  try {
    const text = path === undefined ? '' : textOf(path);
    const lines = linesOf(text);
    const values = parseEnv(text);
    const placeOf = (name: string) => placeAt(lines.get(name) ?? 1);
    return { values, fault: null, misread: misreadLines(text, values, lines), placeOf };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const fault = code === 'ENOENT' ? null : `the file cannot be read (${code})`;
    return { values: {}, fault, misread: [], placeOf: () => placeAt(1) };
  }
}

/** A text file without the mark of its coding, which editors on Windows write. */
function textOf(path: string): string {
  return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
}

/** What Node passes over without a word, or reads as something else. */
interface MisreadLine {
  readonly name: string;
  readonly line: number;
  readonly fault: string;
}

const NO_SETTING = 'this line is no NAME=value; what follows it would be read with it';
const UNCLOSED = 'a quotation mark is not closed, in this line or before it';

function misreadLines(
  text: string,
  values: Environment,
  lines: ReadonlyMap<string, number>,
): readonly MisreadLine[] {
  if (/[\0\ufffd]/.test(text)) return [{ name: DOTENV, line: 1, fault: 'expected a text file in UTF-8' }];
  const within = new Set(Object.values(values).flatMap((value) => (value ?? '').split('\n').slice(1)));
  const bare = text.split(/\r?\n/).flatMap((line, index) => {
    const isSetting = line.trim() === '' || /^\s*(#|export\s+\w+\s*$)|=/.test(line);
    // The last line of a value in quotation marks has the closing one.
    return isSetting || within.has(line) || within.has(line.replace(/["'`].*$/, ''))
      ? []
      : [{ name: DOTENV, line: index + 1, fault: NO_SETTING }];
  });
  const unclosed = names.flatMap((name) => {
    const [line, value] = [lines.get(name), values[name]];
    const isUnclosed = value === undefined || /^(["'`])(?!.*\1)/s.test(value);
    return line === undefined || !isUnclosed ? [] : [{ name, line, fault: UNCLOSED }];
  });
  // They are a comment, since they begin with a #.
  const commented = [...text.matchAll(COMMENTED_COLOUR)].map(([, name = '']) => ({
    name,
    line: lines.get(name) ?? 1,
    fault: 'a # begins a comment here; leave it out, as in 8A2B1D',
  }));
  return [...bare, ...unclosed, ...commented];
}

const COMMENTED_COLOUR = /^\s*(?:export\s+)?(ACCENT_(?:LIGHT|DARK))\s*=\s*#[0-9a-f]{3}/gim;

/** The line on which each name of a `.env` is set; the last where it stands twice, as that one counts. */
function linesOf(dotenv: string): Map<string, number> {
  const found = dotenv.split('\n').flatMap((line, index) => {
    const [, name] = /^\s*(?:export\s+)?([\w.-]+)\s*=/.exec(line) ?? [];
    return name === undefined ? [] : [[name, index + 1] as const];
  });
  return new Map(found);
}

function unknownIn(
  values: Environment,
  placeOf: (name: string) => Place,
  nearest: (name: string, known: readonly string[]) => string | null,
): UnknownName[] {
  return Object.keys(values)
    .filter((name) => !(names as string[]).includes(name))
    .map((name) => ({ name, place: placeOf(name), nearest: nearest(name, names) }))
    .sort((one, other) => lineOf(one.place) - lineOf(other.place));
}

function lineOf(place: Place): number {
  return 'line' in place ? place.line : 0;
}
