import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { BroadsheetError } from '../../../errors.js';
import type { Import, ImportProblem, JudgedLine } from '../../../model/import.js';
import type { Language } from '../../../model/language.js';
import { latestToFreeze } from '../../../model/release-state.js';
import { permitToSee } from '../../../operators/permit.js';
import { countImportedReaders } from '../../../store/digests/imported-readers.js';
import { findLines, readLines } from '../../../store/imports/import-lines.js';
import { activeReaders } from '../../../store/numbers/active-readers.js';
import {
  cancelImport,
  checkImport,
  chooseForImport,
  importOf,
  pauseImportByOperator,
  resumeImportByOperator,
  startImport,
} from '../../../subscribers/import/import-acts.js';
import { problemFile } from '../../../subscribers/import/problem-file.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { fieldOf } from '../fields.js';
import { sendAdmin, textsOfTurn } from '../send-admin.js';
import { sendConfirm } from '../send-confirm.js';
import type { OwnTurn } from '../turn.js';
import { choiceOfForm } from './choice-of-form.js';
import { importView, progressView } from './import-view.js';
import { faultWords, problemWords } from './import-words.js';

const need = 'subscribers:import';
const schema = { params: Type.Object({ id: Type.String({ pattern: '^[1-9]\\d{0,14}$' }) }) };
/** Lines by which the page shows what a column holds. */
const EXAMPLES = 5;

/** `/admin/imports/<id>`: what its columns are, what it is for, what would become of each line, and how far it is. */
export function importPage(routes: AdminRoutes, context: AdminContext): void {
  const { database } = context;
  const look = { method: 'GET', need, schema } as const;
  routes.page({ ...look, url: '/imports/:id' }, async (turn) =>
    sendImport(turn, context, await importOf(context, idOf(turn.request)), null),
  );
  routes.page({ ...look, url: '/imports/:id/live' }, async (turn) => {
    const one = await importOf(context, idOf(turn.request));
    return sendAdmin(turn, context, 'admin/import-live', (texts) => progressView(texts, one));
  });
  routes.page({ ...look, url: '/imports/:id/problems' }, async (turn) => {
    permitToSee(turn.visit.actor, 'subscribers:read');
    const one = await importOf(context, idOf(turn.request));
    const texts = textsOfTurn(context, turn);
    const words = (problem: ImportProblem, detail: string | null) => problemWords(texts, problem, detail);
    return turn.reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="import-${one.id}-problems.csv"`)
      .send(Readable.from(problemFile(database, one, words)));
  });
  choosing(routes, context);
  steering(routes, context);
  cancelling(routes, context);
}

function choosing(routes: AdminRoutes, context: AdminContext): void {
  const route = { method: 'POST', url: '/imports/:id', need, acts: true, schema } as const;
  routes.page({ ...route, from: '/admin/imports/:id' }, async (turn) => {
    const id = idOf(turn.request);
    const choice = choiceOfForm(turn.request);
    try {
      await chooseForImport(context, turn.visit.actor, id, choice);
      await checkImport(context, turn.visit.actor, id);
    } catch (error) {
      if (!(error instanceof BroadsheetError) || error.code !== 'INPUT_INVALID') throw error;
      turn.reply.code(400);
      const one = await importOf(context, id);
      const isOpen = one.state === 'mapping' || one.state === 'checked';
      return sendImport(turn, context, isOpen ? { ...one, ...choice, state: 'mapping' } : one, error);
    }
    await context.queues.goThroughImports();
    return turn.reply.redirect(`${context.place.base}/admin/imports/${id}`, 303);
  });
}

type Steering = (context: AdminContext, turn: OwnTurn, id: number) => Promise<unknown>;

const acts: Readonly<Record<'start' | 'pause' | 'resume', Steering>> = {
  start: (context, { request, visit }, id) =>
    startImport(context, visit.actor, id, fieldOf(request, 'version') || undefined),
  pause: (context, { visit }, id) => pauseImportByOperator(context, visit.actor, id),
  resume: (context, { visit }, id) => resumeImportByOperator(context, visit.actor, id),
};

function steering(routes: AdminRoutes, context: AdminContext): void {
  for (const [name, act] of Object.entries(acts)) {
    const route = { method: 'POST', url: `/imports/:id/${name}`, need, acts: true, schema } as const;
    routes.page({ ...route, from: '/admin/imports/:id' }, async (turn) => {
      const id = idOf(turn.request);
      try {
        await act(context, turn, id);
      } catch (error) {
        if (!(error instanceof BroadsheetError) || error.code !== 'INPUT_INVALID') throw error;
        turn.reply.code(400);
        return sendImport(turn, context, await importOf(context, id), error);
      }
      if (name !== 'pause') await context.queues.goThroughImports();
      return turn.reply.redirect(`${context.place.base}/admin/imports/${id}`, 303);
    });
  }
}

function cancelling(routes: AdminRoutes, context: AdminContext): void {
  const cancel = { url: '/imports/:id/cancel', need, acts: true, schema } as const;
  routes.page({ ...cancel, method: 'GET' }, async (turn) => {
    const { id, name } = await importOf(context, idOf(turn.request));
    return sendConfirm(turn, context, ({ t }) => ({
      heading: t('admin-imports.cancel-heading', { name }),
      paragraphs: [t('admin-imports.cancel-what')],
      action: `/admin/imports/${id}/cancel`,
      button: t('admin-imports.cancel-button'),
      back: `/admin/imports/${id}`,
    }));
  });
  routes.page({ ...cancel, method: 'POST', from: '/admin/imports/:id' }, async (turn) => {
    const { id } = await cancelImport(context, turn.visit.actor, idOf(turn.request));
    return turn.reply.redirect(`${context.place.base}/admin/imports/${id}`, 303);
  });
}

async function sendImport(
  turn: OwnTurn,
  context: AdminContext,
  one: Import,
  fault: BroadsheetError | null,
): Promise<FastifyReply> {
  const { database } = context;
  // Addresses are for those who may see them, whatever else they may.
  const maySee = turn.visit.actor.permissions.has('subscribers:read');
  const numbers = Object.values(one.samples).flat();
  const [samples, examples, active, share] = await Promise.all([
    maySee ? findLines(database, one.id, numbers) : ([] as JudgedLine[]),
    maySee ? readLines(database, one.id, { from: 1, limit: EXAMPLES }) : [],
    one.state === 'checked' ? activeReaders(database) : 0,
    (one.counts.added ?? 0) > 0
      ? countImportedReaders(database, latestToFreeze('daily', context.config, context.clock()))
      : null,
  ]);
  const names = (language: Language) => context.texts[language].t('language.name');
  return sendAdmin(turn, context, 'admin/import', (texts) => ({
    ...importView(texts, one, { samples, examples, active, share, names }),
    fault: fault === null ? null : faultWords(texts, fault),
  }));
}

function idOf({ params }: Pick<FastifyRequest, 'params'>): number {
  return Number((params as { readonly id: string }).id);
}
