import { MINUTE_MS } from '../../durations.js';
import { BroadsheetError } from '../../errors.js';
import type { Operator } from '../../model/operator.js';
import type { Role } from '../../model/role.js';
import { invite, makeRecoveryLink, type ShownLink } from '../../operators/links.js';
import {
  disableOperator,
  enableOperator,
  endEverySession,
  endSessionsOf,
  findOperatorByAddress,
  listOperators,
} from '../../operators/manage-operators.js';
import type { OperatorsContext } from '../../operators/operators-context.js';
import { listSessions } from '../../operators/sessions.js';
import { openStores } from '../../wiring/wiring.js';
import { operatorsContext } from '../../wiring/wiring-operators.js';
import { cliActor } from '../cli-actor.js';
import { inColumns } from '../in-columns.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export type OperatorsAction = 'list' | 'invite' | 'reset' | 'disable' | 'enable' | 'sessions';

export interface OperatorsOptions {
  readonly what: OperatorsAction;
  readonly address?: string;
  readonly role?: Role;
  /** The same as the role of that name. */
  readonly owner?: boolean;
  readonly dropFactors?: boolean;
  readonly endAll?: boolean;
  /** One JSON object a line. */
  readonly json?: boolean;
}

type Action = (terminal: Terminal, context: OperatorsContext, options: OperatorsOptions) => Promise<void>;

const actions: Readonly<Record<OperatorsAction, Action>> = {
  list,
  invite: inviteSomebody,
  reset,
  disable,
  enable,
  sessions,
};

/** `broadsheet operators`: who may sign in, by which link, and who not any more. */
export function operatorsCommand(terminal: Terminal, options: OperatorsOptions): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const context = operatorsContext(await openStores(app));
    await actions[options.what](terminal, context, options);
    return 0;
  });
}

const TITLES = ['id', 'name', 'address', 'role', 'signs in by', 'seen', 'state'];

async function list(
  terminal: Terminal,
  context: OperatorsContext,
  { json }: OperatorsOptions,
): Promise<void> {
  const operators = await listOperators(context, cliActor());
  if (json === true) {
    for (const { id, name, address, role, factors, seenAt, disabledAt } of operators)
      terminal.out(`${JSON.stringify({ id, name, address, role, factors, seenAt, disabledAt })}\n`);
  } else if (operators.length === 0) {
    terminal.out(
      'There is no operator yet. This makes a link for the first: broadsheet operators invite --owner\n',
    );
  } else {
    for (const line of inColumns([TITLES, ...operators.map(rowOf)])) terminal.out(`${line}\n`);
  }
}

function rowOf({ id, name, address, role, factors, seenAt, disabledAt }: Operator): string[] {
  const { hasPassword, hasTotp, passkeys, recoveryCodes, isForeign } = factors;
  const ways = [
    hasPassword ? 'password' : '',
    hasTotp ? 'authenticator' : '',
    hasTotp ? `${recoveryCodes} recovery codes` : '',
    passkeys === 0 ? '' : passkeys === 1 ? 'passkey' : `${passkeys} passkeys`,
    isForeign ? 'OpenID Connect' : '',
  ].filter((way) => way !== '');
  const seen = seenAt === null ? 'never' : minuteOf(seenAt);
  const state = disabledAt === null ? 'active' : `disabled ${minuteOf(disabledAt)}`;
  return [String(id), name, address, role, ways.join(', ') || 'nothing yet', seen, state];
}

async function inviteSomebody(
  terminal: Terminal,
  context: OperatorsContext,
  { role, owner }: OperatorsOptions,
): Promise<void> {
  const asked = owner === true ? 'owner' : role;
  if (asked === undefined || (owner === true && role !== undefined && role !== 'owner')) {
    const message = 'Say what they may do: --role viewer, editor, operator or owner; --owner is the last.';
    throw new BroadsheetError('INPUT_INVALID', message);
  }
  show(terminal, await invite(context, cliActor(), asked), `It makes one account of the role ${asked}.`);
}

async function reset(
  terminal: Terminal,
  context: OperatorsContext,
  { address, dropFactors = false }: OperatorsOptions,
): Promise<void> {
  const { id, name } = await asked(context, address);
  const link = await makeRecoveryLink(context, cliActor(), { operatorId: id, dropsFactors: dropFactors });
  const kept = dropFactors
    ? 'Passkeys, authenticator and recovery codes go when it is followed.'
    : 'The second factor stays; where that is lost, say --drop-factors.';
  show(terminal, link, `By it ${name} chooses a new password. ${kept}`);
}

/** The link alone on standard output, for a script; what is to be said of it beside. */
function show(terminal: Terminal, { url, expiresAt }: ShownLink, what: string): void {
  terminal.out(`${url}\n`);
  terminal.err(
    `${what} It works once, until ${minuteOf(expiresAt)}; give it to that person alone, as it lets in whoever has it.\n`,
  );
}

async function disable(
  terminal: Terminal,
  context: OperatorsContext,
  { address }: OperatorsOptions,
): Promise<void> {
  const { id, name } = await asked(context, address);
  const ended = await disableOperator(context, cliActor(), id);
  terminal.out(`${name} is let in no more; ${sessionsText(ended)} ended.\n`);
}

async function enable(
  terminal: Terminal,
  context: OperatorsContext,
  { address }: OperatorsOptions,
): Promise<void> {
  const { id, name } = await asked(context, address);
  await enableOperator(context, cliActor(), id);
  terminal.out(`${name} is let in.\n`);
}

async function sessions(
  terminal: Terminal,
  context: OperatorsContext,
  { address, endAll, json }: OperatorsOptions,
): Promise<void> {
  if (endAll === true) {
    const ended =
      address === undefined
        ? await endEverySession(context, cliActor())
        : await endSessionsOf(context, cliActor(), (await asked(context, address)).id);
    return terminal.out(`${sessionsText(ended)} ended.\n`);
  }
  const operators =
    address === undefined ? await listOperators(context, cliActor()) : [await asked(context, address)];
  const open = await Promise.all(
    operators.map(async ({ id, name }) =>
      (await listSessions(context, id)).map(({ createdAt, seenAt, method, browser }) => {
        return { operator: id, name, since: minuteOf(createdAt), seen: minuteOf(seenAt), method, browser };
      }),
    ),
  );
  const rows = open.flat();
  if (json === true) for (const row of rows) terminal.out(`${JSON.stringify(row)}\n`);
  else if (rows.length === 0) terminal.out('Nobody is signed in.\n');
  else {
    const titles = ['operator', 'name', 'since', 'seen', 'by', 'browser'];
    const lines = inColumns([titles, ...rows.map((row) => Object.values(row).map(String))]);
    for (const line of lines) terminal.out(`${line}\n`);
  }
}

function asked(context: OperatorsContext, address: string | undefined): Promise<Operator> {
  if (address !== undefined) return findOperatorByAddress(context, address);
  const message = 'Say whose by --address; broadsheet operators list has them.';
  throw new BroadsheetError('INPUT_INVALID', message);
}

function sessionsText(count: number): string {
  return count === 1 ? '1 session was' : `${count} sessions were`;
}

/** To the minute, UTC. */
function minuteOf(time: Date): string {
  return `${new Date(Math.floor(time.getTime() / MINUTE_MS) * MINUTE_MS).toISOString().slice(0, 16)}Z`;
}
