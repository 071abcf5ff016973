import Type from 'typebox';
import { digestRequest } from '../../../digests/digest-request.js';
import { draftDigest } from '../../../digests/draft-digest.js';
import { BroadsheetError } from '../../../errors.js';
import { type DigestName, namedDigest } from '../../../model/digest-period.js';
import { calendarDigest } from '../../../store/digests/calendar.js';
import { findDigest } from '../../../store/digests/digests.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { sendAdmin } from '../send-admin.js';
import type { OwnTurn } from '../turn.js';
import { type DeskDigest, deskView } from './desk-view.js';

const schema = { params: Type.Object({ name: Type.String({ maxLength: 30 }) }) };

/** `/admin/digests/NAME`: the papers of a digest as they are frozen, or as they would be now. */
export function deskPage({ page }: AdminRoutes, context: AdminContext): void {
  page({ method: 'GET', url: '/digests/:name', need: 'digests:read', schema }, async (turn) => {
    const desk = await readDesk(context, nameOf(turn));
    return sendAdmin(turn, context, 'admin/desk', (texts) =>
      deskView(texts, desk, { ...context, actor: turn.visit.actor }),
    );
  });
}

/** @throws BroadsheetError DIGEST_NOT_FOUND where the address names none */
function nameOf({ request }: OwnTurn): DigestName {
  const { name } = request.params as { readonly name: string };
  const found = namedDigest(name);
  if (found === null) throw new BroadsheetError('NOT_FOUND', 'There is no digest of this name.');
  return found;
}

/** What the desk of a digest shows, frozen or not. */
async function readDesk({ database, config, clock }: AdminContext, name: DigestName): Promise<DeskDigest> {
  const standing = await calendarDigest(database, name);
  if (standing === null) {
    const draft = await draftDigest(database, digestRequest(name, config, clock()));
    return { ...name, ...draft, standing };
  }
  const { papers = [], bloomers = [] } = (await findDigest(database, name.kind, name.period)) ?? {};
  return { ...name, standing, papers, bloomers, hidden: [], isListed: true };
}
