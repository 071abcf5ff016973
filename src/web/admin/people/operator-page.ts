import Type from 'typebox';
import { BroadsheetError } from '../../../errors.js';
import type { Operator } from '../../../model/operator.js';
import { makeRecoveryLink } from '../../../operators/links.js';
import {
  changeRole,
  disableOperator,
  enableOperator,
  endSessionsOf,
  listOperators,
} from '../../../operators/manage-operators.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { fieldOf } from '../fields.js';
import { sendAdmin } from '../send-admin.js';
import { sendConfirm } from '../send-confirm.js';
import type { OwnTurn } from '../turn.js';
import { factorWords, roleOf, roleViews, sendLink } from './operators-pages.js';

const need = 'operators:manage';
const schema = { params: Type.Object({ id: Type.String({ pattern: '^[1-9]\\d{0,14}$' }) }) };
const page = { need, schema } as const;

/** `/admin/operators/<id>`: one of them, and what an owner may do. */
export function operatorPage(routes: AdminRoutes, context: AdminContext): void {
  const { operators, place } = context;
  routes.page({ ...page, method: 'GET', url: '/operators/:id' }, async (turn) => {
    const person = await personOf(turn, context);
    return sendAdmin(turn, context, 'admin/operator', (texts) => ({
      id: person.id,
      name: person.name,
      address: person.address,
      factors: factorWords(texts, person),
      since: texts.dates.moment(person.createdAt),
      isDisabled: person.disabledAt !== null,
      roles: roleViews(texts, person.role),
    }));
  });

  const acts: readonly [url: string, done: string, act: (turn: OwnTurn, id: number) => Promise<unknown>][] = [
    [
      'role',
      'role',
      (turn, id) => changeRole(operators, turn.visit.actor, id, roleOf(fieldOf(turn.request, 'role'))),
    ],
    ['disable', 'disabled', (turn, id) => disableOperator(operators, turn.visit.actor, id)],
    ['enable', 'enabled', (turn, id) => enableOperator(operators, turn.visit.actor, id)],
    ['sign-out', 'signed-out', (turn, id) => endSessionsOf(operators, turn.visit.actor, id)],
  ];
  for (const [name, done, act] of acts) {
    const url = `/operators/:id/${name}`;
    routes.page({ ...page, method: 'POST', url, acts: true, from: '/admin/operators/:id' }, async (turn) => {
      await act(turn, idOf(turn));
      return turn.reply.redirect(`${place.base}/admin/operators?done=${done}`, 303);
    });
  }
  questions(routes, context);
}

/** What is asked before it is done, on a page of its own. */
function questions(routes: AdminRoutes, context: AdminContext): void {
  const disable = '/operators/:id/disable';
  routes.page(
    { ...page, method: 'GET', url: disable, acts: true, from: `/admin${disable}` },
    async (turn) => {
      const { id, name } = await personOf(turn, context);
      return sendConfirm(turn, context, ({ t }) => ({
        heading: t('admin-operators.disable-name', { name }),
        paragraphs: [t('admin-operators.disable-what')],
        action: `/admin/operators/${id}/disable`,
        button: t('admin-operators.disable'),
        back: `/admin/operators/${id}`,
      }));
    },
  );

  const recover = '/operators/:id/recover';
  routes.page(
    { ...page, method: 'GET', url: recover, acts: true, from: `/admin${recover}` },
    async (turn) => {
      const { id, name } = await personOf(turn, context);
      return sendConfirm(turn, context, ({ t }) => ({
        heading: t('admin-operators.recover-name', { name }),
        paragraphs: [t('admin-operators.recover-what')],
        tick: { name: 'drop', text: t('admin-operators.recover-drop') },
        action: `/admin/operators/${id}/recover`,
        button: t('admin-operators.recover'),
        back: `/admin/operators/${id}`,
      }));
    },
  );
  routes.page(
    { ...page, method: 'POST', url: recover, acts: true, from: `/admin${recover}` },
    async (turn) => {
      const recovery = { operatorId: idOf(turn), dropsFactors: fieldOf(turn.request, 'drop') === 'on' };
      const link = await makeRecoveryLink(context.operators, turn.visit.actor, recovery);
      return sendLink(turn, context, link, `/admin/operators/${recovery.operatorId}`);
    },
  );
}

function idOf({ request }: OwnTurn): number {
  return Number((request.params as { readonly id: string }).id);
}

/** @throws BroadsheetError NOT_FOUND */
async function personOf(turn: OwnTurn, { operators }: AdminContext): Promise<Operator> {
  const people = await listOperators(operators, turn.visit.actor);
  const person = people.find(({ id }) => id === idOf(turn));
  if (person === undefined) throw new BroadsheetError('NOT_FOUND', 'There is no such operator.');
  return person;
}
