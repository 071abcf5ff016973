import type { Texts } from '../../../i18n/texts.js';
import { periodicKinds } from '../../../model/digest.js';
import { type Flow, type Growth, readGrowth } from '../../../store/numbers/growth.js';
import type { SeriesByLabel } from '../../../store/numbers/read-spans.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { sendAdmin } from '../send-admin.js';
import { cohortTable } from './cohort-table.js';
import { flowRows, shareRows } from './count-rows.js';
import { addedUp, firstOf, lastOf, sumOf } from './day-figure.js';
import { confirmationFigure, movesFigure, readersFigure } from './growth-figures.js';
import { placeWords, wayWords } from './label-words.js';
import { spanLinks, spanOf } from './span-of.js';

const PATH = '/admin/growth';
const waits = ['10-minutes', '1-hour', '1-day', '3-days', 'longer'] as const;

/** `/admin/growth`: how many readers there are, who comes and who goes; from the numbers of days alone. */
export function growthPage({ page }: AdminRoutes, context: AdminContext): void {
  page({ method: 'GET', url: '/growth', need: 'numbers:read' }, async (turn) => {
    const { length, ...span } = spanOf(context, turn.request);
    const growth = await readGrowth(context.database, span);
    return sendAdmin(turn, context, 'admin/growth', (texts) => ({
      spans: spanLinks(texts, PATH, length),
      lead: leadOf(texts, growth, length),
      readers: readersFigure(texts, growth),
      moves: movesFigure(texts, growth),
      ways: flowRows(texts, waysOf(growth), wayWords),
      origins: flowRows(texts, growth.origins, placeWords),
      confirmation: confirmationFigure(texts, growth),
      waits: shareRows(texts, growth.waits, waits, (label) => texts.t(`admin-growth.wait-${label}`)),
      cohorts: cohortTable(texts, growth.cohorts),
      choices: choicesOf(texts, growth),
    }));
  });
}

function leadOf({ t, number }: Texts, { calendar, readers, joined, left }: Growth, days: number): string {
  const active = readers.get('active') ?? [];
  const now = lastOf(active);
  // Counting begins with the first row that there is: before that day there was nobody.
  const then = calendar.isCounted[0] === true ? firstOf(active) : 0;
  if (now === null || then === null) return t('admin-figures.nothing');
  const sum = (series: SeriesByLabel) => sumOf(addedUp(calendar, series.values()));
  const change = `${now < then ? '−' : '+'}${number(Math.abs(now - then))}`;
  return t('admin-growth.lead', { now, change, days, joined: sum(joined), left: sum(left) });
}

function waysOf({ joined, left }: Growth): Flow[] {
  const labels = new Set([...joined.keys(), ...left.keys()]);
  return [...labels].map((label) => ({
    label,
    joined: sumOf(joined.get(label) ?? []),
    left: sumOf(left.get(label) ?? []),
  }));
}

function choicesOf(texts: Texts, { frequencies, languages, zones }: Growth) {
  const { t } = texts;
  const languageName = new Intl.DisplayNames([texts.language], { type: 'language' });
  return [
    {
      heading: t('admin-growth.frequency'),
      rows: shareRows(texts, frequencies, null, (label) => {
        const kind = periodicKinds.find((one) => one === label);
        return kind === undefined ? label : t(`admin-growth.${kind}`);
      }),
    },
    {
      heading: t('admin-growth.language'),
      rows: shareRows(texts, languages, null, (label) => languageName.of(label) ?? label),
    },
    {
      heading: t('admin-growth.zone'),
      rows: shareRows(texts, zones, null, (label) =>
        label === 'site' ? t('admin-growth.site-zone') : placeWords(texts, label),
      ),
    },
  ];
}
