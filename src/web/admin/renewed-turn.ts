import type { SignedIn } from '../../operators/sessions.js';
import { sessionEnded } from '../../operators/sessions.js';
import type { AdminContext } from './admin-context.js';
import { setCookie } from './admin-place.js';
import type { OwnTurn } from './turn.js';
import { visitBy } from './visit.js';

/**
 * The turn of the session that a factor has made a new one of: forms of its page are of that one.
 * @throws BroadsheetError SESSION_ENDED
 */
export async function renewedTurn(
  turn: OwnTurn,
  context: AdminContext,
  { token }: SignedIn,
): Promise<OwnTurn> {
  setCookie(context.place, turn.reply, token);
  const visit = await visitBy(context, turn.request, token);
  if (visit === null) throw sessionEnded();
  return { ...turn, visit };
}
