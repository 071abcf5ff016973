import { type AuditEvent, listAudit } from '../../store/audit-events.js';
import { openStores } from '../../wiring/wiring.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface AuditOptions {
  readonly action?: string;
  readonly actor?: string;
  readonly object?: { readonly kind: string; readonly id?: string };
  readonly after?: number;
  readonly limit: number;
  /** One JSON object a line. */
  readonly json?: boolean;
}

const PAGE = 500;

/**
 * `broadsheet audit`: who did what, the newest first; with `--after` what came after an event, the oldest first and all
 * of it, so that a script can carry it elsewhere.
 */
export function auditCommand(terminal: Terminal, options: AuditOptions): Promise<number> {
  const { action, actor, object, json = false } = options;
  return withAppContext(terminal, async (app) => {
    const { database } = await openStores(app);
    const filter = { action, actor, objectKind: object?.kind, objectId: object?.id };
    let { after } = options;
    let [before, left]: [number | undefined, number] = [
      undefined,
      after === undefined ? options.limit : Infinity,
    ];
    while (left > 0) {
      const limit = Math.min(left, PAGE);
      const events = await listAudit(database, { ...filter, before, after, limit });
      for (const event of events) terminal.out(json ? `${JSON.stringify(event)}\n` : line(event));
      const last = events.at(-1)?.id;
      if (after === undefined) before = last;
      else after = last;
      left = events.length < limit ? 0 : left - events.length;
    }
    return 0;
  });
}

function line({ id, at, actorKind, actorName, action, objectKind, objectId, facts }: AuditEvent): string {
  const who = actorKind === 'operator' ? actorName : `${actorKind} ${actorName}`;
  const what = objectKind === null ? '' : `${objectKind} ${objectId ?? ''}`;
  const said = Object.keys(facts).length === 0 ? '' : JSON.stringify(facts);
  return `${[id, at.toISOString(), who, action, what, said].join('\t').trimEnd()}\n`;
}
