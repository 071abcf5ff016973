import type { Texts } from '../../../i18n/texts.js';
import { type OwnTopicWords, topicWords } from '../../../i18n/topic-words.js';
import { digestPageUrl } from '../../../model/links.js';
import {
  type DigestEngagement,
  type Engagement,
  type Liking,
  readEngagement,
} from '../../../store/numbers/engagement.js';
import { barChart } from '../../charts/bar-chart.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { sendAdmin } from '../send-admin.js';
import { chartDays, type DayFigure, dayFigure, sumOf } from './day-figure.js';
import { placeWords, shareWords } from './label-words.js';
import { spanLinks, spanOf } from './span-of.js';

const PATH = '/admin/engagement';
/** As many topics as one reads. */
const MOST_ROWS = 20;
const uses = ['answers', 'rules', 'own-order', 'feed-addresses'] as const;
const answers = ['liked', 'disliked', 'saved', 'left'] as const;

/** `/admin/engagement`: what readers said of papers by themselves, in counts; nothing is known of who read what. */
export function engagementPage({ page }: AdminRoutes, context: AdminContext): void {
  page({ method: 'GET', url: '/engagement', need: 'numbers:read' }, async (turn) => {
    const { length, ...span } = spanOf(context, turn.request);
    const engagement = await readEngagement(context.database, span);
    return sendAdmin(turn, context, 'admin/engagement', (texts) => ({
      spans: spanLinks(texts, PATH, length),
      lead: leadOf(texts, engagement, length),
      answers: answersFigure(texts, engagement),
      digests: digestRows(texts, engagement.digests),
      topics: likingRows(texts, engagement.topics, (label) =>
        topicLabel(texts, context.config.topics, label),
      ),
      categories: likingRows(texts, engagement.categories, (label) => placeWords(texts, label)),
      use: useRows(texts, engagement),
    }));
  });
}

function seriesOf({ calendar, votes, saves }: Engagement) {
  const none = calendar.isCounted.map((is) => (is ? 0 : null));
  return {
    liked: votes.get('liked') ?? none,
    disliked: votes.get('disliked') ?? none,
    saved: saves.get('all') ?? none,
  };
}

function leadOf(texts: Texts, engagement: Engagement, days: number): string {
  const { liked, disliked, saved } = seriesOf(engagement);
  const answered = engagement.use.get('answers') ?? 0;
  return texts.t('admin-engagement.lead', {
    ...{ days, liked: sumOf(liked), disliked: sumOf(disliked), saved: sumOf(saved), answered },
    share: shareWords(texts, answered, engagement.readers),
  });
}

function answersFigure(texts: Texts, engagement: Engagement): DayFigure {
  const { t } = texts;
  const { liked, disliked, saved } = seriesOf(engagement);
  const legend = [
    { tone: 'good', name: 'liked', values: liked },
    { tone: 'accent', name: 'saved', values: saved },
    { tone: 'warn', name: 'disliked', values: disliked },
  ] as const;
  return dayFigure(
    texts,
    engagement.calendar,
    {
      draw: () =>
        barChart(texts, {
          ...chartDays(engagement.calendar),
          up: legend.slice(0, 2),
          down: legend.slice(2),
          summary: t('admin-engagement.summary', {
            ...{ liked: sumOf(liked), saved: sumOf(saved), disliked: sumOf(disliked) },
          }),
        }),
      legend: legend.map(({ tone, name, values }) => ({
        tone,
        text: t(`admin-engagement.legend-${name}`, { count: sumOf(values) }),
      })),
    },
    legend.map(({ name, values }) => ({ heading: t(`admin-engagement.${name}`), values, isSummed: true })),
  );
}

/** Counts, and for a thousand mails. */
function digestRows(texts: Texts, digests: readonly DigestEngagement[]) {
  const { t, number, dates } = texts;
  const most = Math.max(1, ...digests.map(({ liked }) => liked));
  return digests.map((digest) => ({
    name:
      digest.kind === 'daily'
        ? dates.withYear(digest.period)
        : t(`admin-engagement.${digest.kind}`, { day: dates.withYear(digest.period) }),
    href: digestPageUrl('', digest),
    sent: digest.sent === null ? '–' : number(digest.sent),
    cells: answers.map((answer) => ({
      of: t(`admin-engagement.${answer}`),
      count: number(digest[answer]),
      rate:
        digest.sent === null || digest.sent === 0 ? '' : number((1_000 * digest[answer]) / digest.sent, 1),
    })),
    width: Math.round((100 * digest.liked) / most),
  }));
}

function likingRows(texts: Texts, likings: readonly Liking[], wordsOf: (label: string) => string) {
  return likings.slice(0, MOST_ROWS).map(({ label, liked, disliked, saved }) => ({
    name: wordsOf(label),
    liked: texts.number(liked),
    disliked: texts.number(disliked),
    saved: texts.number(saved),
    share: shareWords(texts, liked, liked + disliked),
    width: Math.round((100 * liked) / Math.max(1, liked + disliked)),
  }));
}

/** A topic may have been taken out of the settings since; its name is left. */
function topicLabel(
  texts: Texts,
  topics: OwnTopicWords & { readonly names: readonly string[] },
  name: string,
): string {
  return topics.names.includes(name) ? topicWords(texts, topics, name).label : placeWords(texts, name);
}

function useRows(texts: Texts, { use, readers }: Engagement) {
  if (readers === 0) return [];
  return uses.map((name) => {
    const count = use.get(name) ?? 0;
    return {
      name: texts.t(`admin-engagement.use-${name}`),
      count: texts.number(count),
      share: shareWords(texts, count, readers),
      width: Math.min(100, Math.round((100 * count) / readers)),
    };
  });
}
