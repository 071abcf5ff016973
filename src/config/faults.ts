import { BroadsheetError } from '../errors.js';
import { nameAt, type Place } from './places.js';
import type { TomlPath } from './toml-tree.js';

/** What is wrong with the settings: the first fault of each, with the place that it is mended at. */
export interface Faults {
  readonly size: number;
  has(variable: string): boolean;
  /** `within` leads from the variable to the part that is at fault, such as `[0, 'url']` of the relays. */
  refuse(variable: string, fault: string, within?: TomlPath): void;
  /** Of one part among several: each is told, where they share a place in one line. */
  refusePart(variable: string, fault: string, within: TomlPath): void;
  /** Of something that is no variable, such as an unknown key of the file. */
  refuseAt(name: string, place: Place, fault: string): void;
  /** One message that names them all, and no value: it may be logged, and values may be secrets. */
  error(): BroadsheetError;
}

export function collectFaults(placeOf: (variable: string, within: TomlPath) => Place): Faults {
  const faults = new Map<string, string>();
  const variables = new Set<string>();
  const refuseAt = (name: string, place: Place, fault: string) => {
    const at = nameAt(name, place);
    if (!faults.has(at)) faults.set(at, fault);
  };
  return {
    get size() {
      return faults.size;
    },
    has: (variable) => variables.has(variable),
    refuse(variable, fault, within = []) {
      if (variables.has(variable)) return;
      variables.add(variable);
      refuseAt(variable, placeOf(variable, within), fault);
    },
    refusePart(variable, fault, within) {
      variables.add(variable);
      const at = nameAt(variable, placeOf(variable, within));
      const before = faults.get(at);
      faults.set(at, before === undefined ? fault : `${before}; ${fault}`);
    },
    refuseAt,
    error() {
      const lines = [...faults].map(([name, fault]) => `\n- ${name}: ${fault}`);
      return new BroadsheetError('CONFIG_INVALID', `The settings cannot be used:${lines.join('')}`);
    },
  };
}
