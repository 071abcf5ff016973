import type { FastifyReply } from 'fastify';
import { BroadsheetError, type ErrorCode } from '../../../errors.js';
import type { Texts } from '../../../i18n/texts.js';
import { type Import, importVerdicts } from '../../../model/import.js';
import { listImports } from '../../../store/imports/imports.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { queryOf } from '../fields.js';
import { sendAdmin } from '../send-admin.js';
import type { OwnTurn } from '../turn.js';
import { faultWords } from './import-words.js';
import { receiveList } from './receive-list.js';

const SHOWN = 50;
const need = 'subscribers:import';

/** What is told above the form. */
const refused: Partial<Record<ErrorCode, number>> = {
  INPUT_INVALID: 400,
  RATE_LIMITED: 429,
  OVERLOADED: 503,
};

/** `/admin/imports`: lists that came from elsewhere, and a form that brings one. */
export function importsPages({ page }: AdminRoutes, context: AdminContext): void {
  page({ method: 'GET', url: '/imports', need }, (turn) => sendImports(turn, context, null));

  page({ method: 'POST', url: '/imports', need, acts: true, uploads: true }, async (turn) => {
    try {
      const { id } = await receiveList(turn, context);
      return turn.reply.redirect(`${context.place.base}/admin/imports/${id}`, 303);
    } catch (error) {
      const status = error instanceof BroadsheetError ? refused[error.code] : undefined;
      if (status === undefined) throw error;
      turn.reply.code(status);
      return sendImports(turn, context, error as BroadsheetError);
    }
  });
}

async function sendImports(
  turn: OwnTurn,
  context: AdminContext,
  fault: BroadsheetError | null,
): Promise<FastifyReply> {
  const given = queryOf(turn.request, 'before');
  const before = /^[1-9]\d{0,14}$/.test(given) ? Number(given) : null;
  const found = await listImports(context.database, { before, limit: SHOWN + 1 });
  const imports = found.slice(0, SHOWN);
  return sendAdmin(turn, context, 'admin/imports', (texts) => ({
    fault: fault === null ? null : faultWords(texts, fault),
    imports: imports.map((one) => importRow(texts, one)),
    older: found.length > SHOWN ? `/admin/imports?before=${imports.at(-1)?.id ?? ''}` : null,
    isLater: before !== null,
  }));
}

function importRow({ t, dates, number }: Texts, one: Import) {
  const { id, name, state, aim, lines, actorName, createdAt } = one;
  const changed = importVerdicts
    .slice(0, 3)
    .flatMap((verdict) =>
      one.counts[verdict] === undefined
        ? []
        : [`${number(one.counts[verdict])} ${t(`admin-imports.verdict-${verdict}`)}`],
    );
  return {
    href: `/admin/imports/${id}`,
    name,
    state: [t(`admin-imports.state-${state}`), ...changed].join(', '),
    aim: state === 'failed' || state === 'reading' ? '' : t(`admin-imports.aim-${aim}`),
    lines: number(lines),
    by: actorName,
    when: dates.moment(createdAt),
  };
}
