import { environmentSchema, type Given, isList, type Name } from './environment.js';
import {
  domainLimitsText,
  fileKey,
  isTable,
  knownOf,
  type RefuseAt,
  relaysText,
  sourcesText,
  unknownKey,
} from './file-shapes.js';
import { keyText, type Place } from './places.js';
import { readToml, TomlFault, type TomlPath, type TomlTable, type TomlValue } from './toml-tree.js';

/** What broadsheet.toml says, in the form that the variables have. */
export interface SettingsFile {
  readonly given: Given;
  /** Where a setting stands, or a part of it. */
  placeOf(name: Name, within: TomlPath): Place;
}

/** What stands under `[brand]`, by the variable that each key is for. */
const brandKeys: Readonly<Record<string, Name>> = {
  name: 'SITE_NAME',
  from: 'MAIL_FROM',
  reply_to: 'MAIL_REPLY_TO',
  postal_address: 'POSTAL_ADDRESS',
  texts: 'TEXTS',
  templates: 'MAIL_TEMPLATES',
  web_templates: 'WEB_TEMPLATES',
  folder: 'BRAND',
  accent_light: 'ACCENT_LIGHT',
  accent_dark: 'ACCENT_DARK',
  imprint_url: 'IMPRINT_URL',
  privacy_url: 'PRIVACY_URL',
  contact: 'CONTACT',
};

/** Where the file has a setting: under its variable's name in small letters, but for these. */
const ownPaths = new Map<Name, TomlPath>([
  ['SMTP_RELAYS', ['relays']],
  ['DOMAIN_LIMITS', ['domain_limits']],
  ['SOURCES', ['sources']],
  ...Object.entries(brandKeys).map(([key, name]) => [name, ['brand', key]] as [Name, TomlPath]),
]);

/** CONFIG names the file, so it cannot stand in it. */
const names: readonly Name[] = (Object.keys(environmentSchema.properties) as Name[]).filter(
  (name) => name !== 'CONFIG',
);

/** The path of a setting in the file; null for what cannot stand there. */
export function filePathOf(name: Name): TomlPath | null {
  return names.includes(name) ? (ownPaths.get(name) ?? [name.toLowerCase()]) : null;
}

const plainKeys = names.filter((name) => !ownPaths.has(name)).map((name) => name.toLowerCase());
const topKeys = [...plainKeys, 'relays', 'domain_limits', 'sources', 'brand'];

/**
 * Reads the text of a settings file; every fault of its form is told, none is thrown.
 * @param file how people call it
 */
export function readSettingsFile(
  file: string,
  text: string,
  refuse: (key: string, place: Place, fault: string) => void,
): SettingsFile {
  const given: Given = {};
  const domainPaths = new Map<string, TomlPath>();
  const tree = treeOf(text, (line, fault) =>
    refuse('syntax', { kind: 'file', file, line, key: 'syntax' }, fault),
  );
  const place = (path: TomlPath): Place => ({
    kind: 'file',
    file,
    line: tree.lineOf(path),
    key: keyText(path),
  });
  const refuseAt: RefuseAt = (path, fault) => refuse(keyText(path), place(path), fault);
  const take = (name: Name, value: string | null) => {
    if (value !== null && value.trim() !== '') given[name] = value.trim();
  };
  for (const [key, value] of Object.entries(tree.root)) {
    if (key === 'relays') take('SMTP_RELAYS', relaysText(value, refuseAt));
    else if (key === 'sources') take('SOURCES', sourcesText(value, refuseAt));
    else if (key === 'domain_limits') {
      take(
        'DOMAIN_LIMITS',
        domainLimitsText(value, refuseAt, (domain, path) => domainPaths.set(domain, path)),
      );
    } else if (key === 'brand') {
      for (const [part, text] of Object.entries(brandOf(value, refuseAt))) {
        const name = brandKeys[part] as Name;
        take(name, textOf(name, text, ['brand', part], refuseAt));
      }
    } else if (plainKeys.includes(key)) {
      const name = key.toUpperCase() as Name;
      take(name, textOf(name, value, [key], refuseAt));
    } else refuseAt([key], elsewhere(key) ?? unknownKey(key, topKeys));
  }
  return {
    given,
    placeOf(name, within) {
      const domain = name === 'DOMAIN_LIMITS' ? domainPaths.get(String(within[0])) : undefined;
      const inner = within.map((part) => (typeof part === 'string' ? fileKey(part) : part));
      return place(domain ?? [...(filePathOf(name) ?? []), ...inner]);
    },
  };
}

function treeOf(text: string, refuse: (line: number, fault: string) => void) {
  try {
    return readToml(text);
  } catch (error) {
    if (!(error instanceof TomlFault)) throw error;
    refuse(error.line, `this is no TOML: ${error.message}`);
    return { root: {} as TomlTable, lineOf: () => error.line };
  }
}

function brandOf(value: TomlValue, refuse: RefuseAt): TomlTable {
  if (isTable(value)) return knownOf(value, Object.keys(brandKeys), ['brand'], refuse);
  refuse(['brand'], 'expected a table as [brand]');
  return {};
}

/** The text that the variable would have; null with a fault where the value has another form. */
function textOf(name: Name, value: TomlValue, path: TomlPath, refuse: RefuseAt): string | null {
  if (typeof value === 'string') {
    // A time of TOML has seconds.
    return name === 'DIGEST_TIME' ? value.replace(/^(\d\d:\d\d):00$/, '$1') : value;
  }
  if (typeof value === 'number') return String(value);
  if (!isList(name)) {
    refuse(path, 'expected a text or a number');
    return null;
  }
  const isEntry = (entry: TomlValue) => typeof entry === 'string' && !entry.includes(',');
  if (Array.isArray(value) && value.every(isEntry)) return value.join(',');
  refuse(path, 'expected a text, or a list of texts without commas');
  return null;
}

/** Where a setting stands whose variable somebody wrote in small letters at the top. */
function elsewhere(key: string): string | null {
  const path = ownPaths.get(key.toUpperCase() as Name);
  if (path === undefined) return null;
  const [table = '', inner] = path.map(String);
  if (inner !== undefined) return `stands under [${table}] as ${inner}`;
  return table === 'domain_limits' ? 'stands as a table [domain_limits]' : `stands as tables [[${table}]]`;
}
