import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { curationsOf } from '../../../digests/choose-papers.js';
import { chosenOf } from '../../../digests/curation-checks.js';
import { digestRequest } from '../../../digests/digest-request.js';
import { draftDigest } from '../../../digests/draft-digest.js';
import { releaseReport } from '../../../digests/release-report.js';
import type { Texts } from '../../../i18n/texts.js';
import type { DigestName } from '../../../model/digest-period.js';
import { calendarDigest } from '../../../store/digests/calendar.js';
import { draftsOf, wordsOfDrafts } from '../../../store/digests/digest-drafts.js';
import { findDigest } from '../../../store/digests/digests.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { doneSentence, queryOf } from '../fields.js';
import { sendAdmin } from '../send-admin.js';
import type { OwnTurn } from '../turn.js';
import { askedDigest, Name } from './asked-digest.js';
import { type DeskDigest, deskView } from './desk-view.js';
import { releaseActs } from './release-view.js';
import { type TypedWords, wordsViews } from './words-view.js';

const schema = { params: Type.Object({ name: Name }) };

const paperActs = ['pin', 'add', 'hide', 'end', 'up', 'down', 'note'] as const;

/** What the desk says after each of its acts. */
const deskDone = [...paperActs, 'words', ...releaseActs] as const;

/** Where a browser goes on after an act, so that what was done is said where it is seen. */
function placeOf(done: string): 'papers' | 'words' | 'top' {
  if (done === 'words') return done;
  return paperActs.some((act) => act === done) ? 'papers' : 'top';
}

/** `/admin/digests/NAME`: the papers of a digest as they are frozen, or as they would be now. */
export function deskPage({ page }: AdminRoutes, context: AdminContext): void {
  page({ method: 'GET', url: '/digests/:name', need: 'digests:read', schema }, (turn) =>
    sendDesk(turn, context, null),
  );
}

/** Why a form was not taken, and what it held. */
export interface DeskFault {
  readonly say: (texts: Texts) => string;
  readonly paper?: string;
  readonly note?: string;
  readonly words?: TypedWords;
}

/** The page, with what was wrong with a form that was sent from it. */
export async function sendDesk(
  turn: OwnTurn,
  context: AdminContext,
  fault: DeskFault | null,
): Promise<FastifyReply> {
  const desk = await readDesk(context, askedDigest(turn));
  const done = queryOf(turn.request, 'done');
  const typed = { paper: fault?.paper ?? '', note: fault?.note ?? '' };
  const isInList =
    desk.papers.some(({ paper }) => paper.id === typed.paper) ||
    desk.curations.some((one) => chosenOf([one], typed.paper) !== null);
  return sendAdmin(turn, context, 'admin/desk', (texts) => ({
    ...deskView(texts, desk, { ...context, actor: turn.visit.actor, typed }),
    done:
      fault === null
        ? doneSentence(
            texts,
            `desk-${done}`,
            deskDone.map((act) => `desk-${act}` as const),
          )
        : null,
    doneAt: placeOf(done),
    fault: fault?.say(texts) ?? null,
    words: wordsViews(texts, desk, fault?.words ?? null),
    late: typed.note,
    // What was written of a paper in the list stands there.
    typed: isInList ? { paper: '', note: '' } : typed,
  }));
}

/** What the desk of a digest shows, frozen or not. */
async function readDesk({ database, config, clock }: AdminContext, name: DigestName): Promise<DeskDigest> {
  const [standing, report] = await Promise.all([
    calendarDigest(database, name),
    releaseReport({ database, config }, name),
  ]);
  if (standing === null) {
    const [draft, drafts] = await Promise.all([
      draftDigest(database, digestRequest(name, config, clock())),
      draftsOf(database, name),
    ]);
    return { ...name, ...draft, standing, report, drafts, ...wordsOfDrafts(drafts) };
  }
  const frozen = await findDigest(database, name.kind, name.period);
  const { papers = [], bloomers = [], intro = {}, subject = {} } = frozen ?? {};
  const shown = { ...name, standing, report, papers, bloomers, hidden: [], isListed: true };
  if (report.state !== 'held') return { ...shown, intro, subject, curations: [], drafts: [] };
  // While it can be changed, forms hold what was decided and drafted: what they send takes the place of that.
  const [curations, drafts] = await Promise.all([
    curationsOf(database, digestRequest(name, config, clock())),
    draftsOf(database, name),
  ]);
  return { ...shown, curations, drafts, ...wordsOfDrafts(drafts) };
}
