import { BroadsheetError } from '../../errors.js';
import { type Asked, addressRecord } from '../../subscribers/address-record.js';
import { openStores } from '../../wiring/wiring.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface AboutOptions {
  readonly subscriber?: number;
  readonly address?: string;
}

export interface HistoryOptions extends AboutOptions {
  /** One JSON object a line. */
  readonly json?: boolean;
}

/** `broadsheet history`: what happened around an address, the newest first. */
export function historyCommand(terminal: Terminal, options: HistoryOptions): Promise<number> {
  const asked = askedFor(options);
  return withAppContext(terminal, async (app) => {
    const { database, keyring } = await openStores(app);
    const { subscriber, suppression, history } = await addressRecord(database, keyring, asked);
    if (options.json === true) {
      for (const { at, kind, facts } of history) terminal.out(`${JSON.stringify({ at, kind, ...facts })}\n`);
      return 0;
    }
    const state = subscriber === null ? 'no subscriber' : `subscriber ${subscriber.id}, ${subscriber.state}`;
    terminal.out(`${state}${suppression === null ? '' : `, suppressed (${suppression})`}\n`);
    for (const { at, kind, facts } of history) {
      const said = Object.entries(facts).filter(([name, value]) => value !== null && name !== 'excerpt');
      const line = said.map(([name, value]) => `${name} ${String(value)}`).join(', ');
      terminal.out(`${at.toISOString()}\t${kind}\t${line}\n`);
    }
    return 0;
  });
}

/** @throws BroadsheetError INPUT_INVALID unless one of both is given */
export function askedFor({ subscriber, address }: AboutOptions): Asked {
  if (subscriber !== undefined && address === undefined) return { id: subscriber };
  if (address !== undefined && subscriber === undefined) return { address };
  throw new BroadsheetError('INPUT_INVALID', 'Give one of --subscriber and --address.');
}
