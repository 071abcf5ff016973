import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';

/** A value of TOML; dates and times stay the text that was written. */
export type TomlValue = string | number | boolean | readonly TomlValue[] | TomlTable;
export interface TomlTable {
  readonly [key: string]: TomlValue;
}

/** Where something stands in a file: the keys that lead to it, places in arrays counted from 0. */
export type TomlPath = readonly (string | number)[];

export interface TomlTree {
  readonly root: TomlTable;
  /** The line of a key, counted from 1; of the nearest key above it where it has none of its own. */
  lineOf(path: TomlPath): number;
}

/** What keeps a text from being TOML, and where. */
export class TomlFault extends Error {
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

type Container = Record<string, TomlValue> | TomlValue[];

/**
 * Reads TOML (https://toml.io/en/v1.0.0) and keeps the line of each key, which the values alone do not tell.
 * @throws TomlFault
 */
export function readToml(text: string): TomlTree {
  const root: Record<string, TomlValue> = Object.create(null);
  const lines = new Map<string, number>();
  for (const node of parse(text).body[0].body) {
    if (node.type === 'TOMLKeyValue') {
      put(root, [], node, lines);
      continue;
    }
    // The first of [[relays]] is where the relays begin.
    node.resolvedKey.forEach((_, index) => {
      const key = JSON.stringify(node.resolvedKey.slice(0, index + 1));
      if (!lines.has(key)) lines.set(key, node.loc.start.line);
    });
    containerAt(root, node.resolvedKey);
    for (const entry of node.body) put(root, node.resolvedKey, entry, lines);
  }
  return { root, lineOf: (path) => lineOf(lines, path) };
}

function parse(text: string): AST.TOMLProgram {
  try {
    return parseTOML(text);
  } catch (error) {
    if (error instanceof ParseError) throw new TomlFault(error.message, error.lineNumber);
    throw error;
  }
}

function put(
  root: Container,
  above: TomlPath,
  { key, value }: AST.TOMLKeyValue,
  lines: Map<string, number>,
): void {
  const path = [...above, ...key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value))];
  lines.set(JSON.stringify(path), key.loc.start.line);
  const container = containerAt(root, path.slice(0, -1));
  (container as Record<string, TomlValue>)[String(path.at(-1))] = plain(value, path, lines);
}

/** What stands at a path; tables and arrays on the way are made. The parser has refused keys that clash. */
function containerAt(root: Container, path: TomlPath): Container {
  let container = root as Record<string | number, Container>;
  path.forEach((key, index) => {
    container[key] ??= typeof path[index + 1] === 'number' ? [] : Object.create(null);
    container = container[key] as unknown as Record<string | number, Container>;
  });
  return container as unknown as Container;
}

function plain(node: AST.TOMLContentNode, path: TomlPath, lines: Map<string, number>): TomlValue {
  if (node.type === 'TOMLArray') {
    return node.elements.map((element, index) => {
      lines.set(JSON.stringify([...path, index]), element.loc.start.line);
      return plain(element, [...path, index], lines);
    });
  }
  if (node.type === 'TOMLInlineTable') {
    const table: Record<string, TomlValue> = Object.create(null);
    for (const entry of node.body) {
      const keys = entry.key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
      lines.set(JSON.stringify([...path, ...keys]), entry.key.loc.start.line);
      const container = containerAt(table, keys.slice(0, -1)) as Record<string, TomlValue>;
      container[String(keys.at(-1))] = plain(entry.value, [...path, ...keys], lines);
    }
    return table;
  }
  return 'datetime' in node ? node.datetime : node.value;
}

function lineOf(lines: ReadonlyMap<string, number>, path: TomlPath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const line = lines.get(JSON.stringify(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return 1;
}
