import type { FormerService, ImportAim, ImportField, ImportMapping } from '../../model/import.js';
import { importFields } from '../../model/import.js';
import { readTypedAddress } from '../../model/typed-address.js';
import { HEADINGS, isStatusHeading, plainHeading } from './column-headings.js';
import { serviceExports } from './former-services.js';
import { formerState } from './former-state.js';

/**
 * Which columns hold what, by their headings and by whose export it is; where no heading names the address, by the first
 * line that has one.
 */
export function guessMapping(
  columns: readonly string[],
  service: FormerService | null,
  lines: readonly { readonly fields: readonly string[] }[],
): ImportMapping {
  const headings = columns.map(plainHeading);
  const mapping: Partial<Record<ImportField, number>> = {};
  const own = service === null ? {} : serviceExports[service].columns;
  const taken = new Set<number>();
  for (const field of importFields) {
    const names = [...(own[field] ?? []), ...HEADINGS[field]];
    const likely = names.map((name) => headings.indexOf(name)).filter((at) => at >= 0);
    if (field === 'state')
      likely.push(...headings.flatMap((name, at) => (isStatusHeading(name) ? [at] : [])));
    const place = likely.find(
      (at) => !taken.has(at) && mayHold(field, columns[at] ?? '', valuesAt(lines, at)),
    );
    if (place === undefined) continue;
    mapping[field] = place;
    taken.add(place);
  }
  if (mapping.address === undefined) {
    const place = columns.findIndex((_, at) => !taken.has(at) && valuesAt(lines, at).some(isAddress));
    if (place >= 0) mapping.address = place;
  }
  return mapping;
}

function valuesAt(lines: readonly { readonly fields: readonly string[] }[], at: number): readonly string[] {
  return lines.map(({ fields }) => fields[at] ?? '');
}

/**
 * Whether some values fit a field, as far as there are any: a column `state` may be one of Texas and Ohio, and
 * `newsletter` the name of one, where a column called a status is one whatever it says.
 */
function mayHold(field: ImportField, heading: string, values: readonly string[]): boolean {
  if (field === 'address') return values.length === 0 || values.some(isAddress);
  if (field !== 'state' || IS_STATUS.test(heading)) return true;
  const given = values.filter((value) => value.trim() !== '');
  return given.length === 0 || given.some((value) => formerState(value) !== 'unknown');
}

const IS_STATUS = /statu[st]|статус|状态|狀態|状態|ステータス/i;

function isAddress(value: string): boolean {
  return readTypedAddress(value).ok;
}

/** Files of those who left, or whose addresses are dead, say so in their names. */
export function guessAim(name: string): ImportAim {
  return /(?:^|[^a-z])(?:unsubscri|unsubs|opt-?_?outs?|cleaned|bounce|suppress|blocklist|blacklist|complain|abgemeldet|abmeldung|désabonn|desabonn|désinscri|desinscri)/i.test(
    name,
  )
    ? 'suppress'
    : 'add';
}
