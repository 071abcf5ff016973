import { BroadsheetError } from '../../errors.js';
import { type Asked, addressRecord, liftSuppression } from '../../subscribers/address-record.js';
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

export interface LiftOptions extends AboutOptions {
  readonly reason: string;
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

/** `broadsheet lift`: lets a suppressed address be mailed again. */
export function liftCommand(terminal: Terminal, options: LiftOptions): Promise<number> {
  const asked = askedFor(options);
  const reason = options.reason.trim();
  if (reason === '') throw new BroadsheetError('INPUT_INVALID', 'Give the reason; it is kept.');
  return withAppContext(terminal, async (app) => {
    const { database, keyring, clock } = await openStores(app);
    const former = await liftSuppression(database, keyring, asked, { reason, now: clock() });
    terminal.out(former === null ? 'The address was not suppressed.\n' : `Lifted: ${former}.\n`);
    return 0;
  });
}

function askedFor({ subscriber, address }: AboutOptions): Asked {
  if (subscriber !== undefined && address === undefined) return { id: subscriber };
  if (address !== undefined && subscriber === undefined) return { address };
  throw new BroadsheetError('INPUT_INVALID', 'Give one of --subscriber and --address.');
}
