import type { Finding } from '../../../dns/finding.js';
import { zoneLines } from '../../../dns/zone-file.js';
import { errorFacts } from '../../../error-facts.js';
import type { TextKey } from '../../../i18n/text-keys.js';
import type { Texts } from '../../../i18n/texts.js';
import { recordAct } from '../../../store/audit.js';
import { inTransaction } from '../../../store/database.js';
import {
  beginExamination,
  type Examination,
  endExamination,
  findExamination,
} from '../../../store/examinations.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { sendAdmin } from '../send-admin.js';

const tones = { ok: 'good', unasked: 'quiet', warning: 'warn', fault: 'bad' } as const;
const order = { fault: 0, warning: 1, unasked: 2, ok: 3 } as const;

/** `/admin/system/doctor`: what was found last, and a button that has everything looked at once more. */
export function doctorPage({ page }: AdminRoutes, context: AdminContext): void {
  const { database, installation, place, log } = context;
  page({ method: 'GET', url: '/system/doctor', need: 'system:read' }, async (turn) => {
    const examination = await findExamination(database);
    return sendAdmin(turn, context, 'admin/doctor', (texts) => ({
      mayRun: turn.visit.actor.permissions.has('system:run'),
      running: examination !== null && examination.endedAt === null,
      ...stateView(texts, examination),
      findings: findingsOf(examination).map((finding) => findingView(texts, finding)),
    }));
  });

  const run = { method: 'POST', url: '/system/doctor', need: 'system:run', acts: true } as const;
  page(run, async ({ reply, visit }) => {
    const isBegun = await inTransaction(database, async (transaction) => {
      if (!(await beginExamination(transaction))) return false;
      await recordAct(transaction, visit.actor, { action: 'doctor.run', object: null });
      return true;
    });
    if (isBegun) {
      // Nobody waits for it: the page asks every few seconds whether it is done.
      void look().catch((error: unknown) => log.error({ error: errorFacts(error) }, 'examination-failed'));
    }
    return reply.redirect(`${place.base}/admin/system/doctor`, 303);
  });

  async function look(): Promise<void> {
    const findings = await installation.examine().catch((error: unknown) => {
      log.error({ error: errorFacts(error) }, 'examination-failed');
      const { t } = context.texts.en;
      const said = { text: 'doctor.not-looked', todo: 'doctor.run-again' } as const;
      const told = { text: t(said.text), todo: t(said.todo) };
      return [{ check: 'doctor', verdict: 'fault' as const, ...told, records: [], said }];
    });
    await endExamination(database, findings);
  }
}

/** What was found, what is to be mended first. */
export function findingsOf(examination: Examination | null): readonly Finding[] {
  const findings = (examination?.findings ?? []) as readonly Finding[];
  return [...findings].sort((one, other) => order[one.verdict] - order[other.verdict]);
}

function stateView({ t, dates }: Texts, examination: Examination | null) {
  if (examination === null) return { state: t('admin-system.never-looked'), tone: null };
  if (examination.endedAt === null) return { state: t('admin-system.looking'), tone: null };
  const findings = findingsOf(examination);
  const faults = findings.filter(({ verdict }) => verdict === 'fault').length;
  const warnings = findings.filter(({ verdict }) => verdict === 'warning').length;
  return {
    state: t('admin-system.looked', { at: dates.moment(examination.endedAt), faults, warnings }),
    tone: faults + warnings > 0 ? 'warn' : 'good',
  };
}

/** A finding in the language of who reads it; what has no texts is in English. */
export function findingView({ t, language }: Texts, { check, verdict, text, todo, records, said }: Finding) {
  return {
    check,
    language: said === undefined ? 'en' : language,
    text: said === undefined ? text : t(said.text as TextKey, said.values),
    todo: said === undefined || said.todo === null ? todo : t(said.todo as TextKey, said.values),
    verdict: t(`admin-system.verdict-${verdict}`),
    tone: tones[verdict],
    records: records.flatMap(zoneLines),
  };
}
