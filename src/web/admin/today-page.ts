import type { Texts } from '../../i18n/texts.js';
import { digestPageUrl } from '../../model/links.js';
import { healthOfSource } from '../../sources/source-health.js';
import { listingNames } from '../../sources/source-settings.js';
import { listDigests } from '../../store/digests/digests.js';
import { findExamination } from '../../store/examinations.js';
import { monitoredState } from '../../store/monitored-state.js';
import { sourceFacts } from '../../store/papers/polls.js';
import { listBeats } from '../../store/worker-beats.js';
import { createSendingReader, sendingSentence } from '../pages/sending.js';
import { nextDigestDay, nextDigestSentence } from '../sentences/next-digest.js';
import type { AdminContext } from './admin-context.js';
import type { AdminRoutes } from './admin-route.js';
import { sendAdmin } from './send-admin.js';
import { findingsOf } from './system/doctor-page.js';
import type { Visit } from './visit.js';
import { type Standing, wantsYou } from './wants-you.js';

/** `/admin`: the next digest, and what wants the operator. Each part stands on an index or on few rows. */
export function todayPage({ page }: AdminRoutes, context: AdminContext): void {
  const { database, config, clock } = context;
  const readSending = createSendingReader(database, clock);
  page({ method: 'GET', url: '', need: 'numbers:read' }, async (turn) => {
    const now = clock();
    const [standing, [digest]] = await Promise.all([
      readStanding(context, turn.visit),
      listDigests(database, { kind: 'daily', limit: 1 }),
    ]);
    const isFrozen = digest !== undefined && digest.period >= nextDigestDay(config, now);
    const progress = digest === undefined ? null : await readSending(digest);
    return sendAdmin(turn, context, 'admin/today', (texts) => ({
      next: nextDigestSentence(texts, config, now),
      state: texts.t(`admin-today.${isFrozen ? 'frozen' : 'open'}`),
      digest:
        digest === undefined
          ? null
          : {
              href: digestPageUrl('', digest),
              title: texts.dates.long(digest.period),
              papers: texts.t('admin-today.papers', { papers: digest.paperCount }),
              state: progress === null ? digestState(texts, digest) : sendingSentence(texts, progress),
            },
      wants: wantsYou(texts, standing),
    }));
  });
}

function digestState({ t, dates }: Texts, digest: { readonly releasedAt: Date | null }): string {
  return digest.releasedAt === null
    ? t('admin-today.not-released')
    : t('admin-today.released', { at: dates.moment(digest.releasedAt) });
}

async function readStanding({ database, config, clock }: AdminContext, visit: Visit): Promise<Standing> {
  const [state, sources, beats, examination] = await Promise.all([
    monitoredState(database),
    sourceFacts(database, listingNames(config.sources)),
    listBeats(database),
    findExamination(database),
  ]);
  return {
    permissions: visit.actor.permissions,
    hasSecondFactor: visit.hasSecondFactor,
    state,
    sources: sources.map((facts) => healthOfSource(facts, clock(), config.pollMinutes)),
    workersAlive: beats.filter(({ ageSeconds }) => ageSeconds < 60).length,
    findings: findingsOf(examination),
  };
}
