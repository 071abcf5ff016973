import { stringify } from 'csv-stringify/sync';
import type { Texts } from '../../../i18n/texts.js';
import { nameOfDigest } from '../../../model/digest-period.js';
import { paperPageUrl } from '../../../model/links.js';
import type { DeliveryCounts } from '../../../model/sending-control.js';
import { readText } from '../../../paper-text/readable-text.js';
import { type DigestResult, digestResult, type PaperResult } from '../../../store/digests/digest-result.js';
import type { MailingReader } from '../../http/mailing-reader.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { sendAdmin } from '../send-admin.js';
import { digestHead, digestOfTurn, digestSchema } from './digest-turn.js';

const look = { method: 'GET', need: 'digests:read', schema: digestSchema } as const;

/** `/admin/digests/<name>/result`: what came of a digest, and the same as a file without an address. */
export function resultPage(routes: AdminRoutes, context: AdminContext, { counts }: MailingReader): void {
  const { database } = context;
  routes.page({ ...look, url: '/digests/:name/result' }, async (turn) => {
    const digest = await digestOfTurn(turn, context);
    const [result, counted] = await Promise.all([digestResult(database, digest), counts.get(digest.id)]);
    return sendAdmin(turn, context, 'admin/result', (texts) => ({
      ...digestHead(texts, turn, digest, '/result'),
      figures: figureViews(texts, counted?.answer.facts.counts ?? null, result),
      isCounting: counted === null,
      papers: result.papers.map((paper) => paperView(texts, paper)),
    }));
  });
  routes.page({ ...look, url: '/digests/:name/result.csv' }, async (turn) => {
    const digest = await digestOfTurn(turn, context);
    const [result, { answer }] = await Promise.all([digestResult(database, digest), counts.wait(digest.id)]);
    const name = nameOfDigest(digest);
    return turn.reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${name}-result.csv"`)
      .send(resultCsv(name, answer.facts.counts, result));
  });
}

const COLUMNS = [
  ...[
    'what',
    'name',
    'title',
    'sent',
    'failed',
    'uncertain',
    'skipped',
    'hard',
    'soft',
    'complaints',
    'left',
  ],
  ...['liked', 'disliked', 'saved'],
];

/** A row for the digest, then one for each paper; what is not of a row is empty. */
function resultCsv(name: string, counts: DeliveryCounts, { papers, ...result }: DigestResult): string {
  const rows = [
    { what: 'digest', name, ...counts, ...result },
    ...papers.map(({ paperId, ...paper }) => ({ what: 'paper', name: paperId, ...paper })),
  ];
  return stringify(rows, { header: true, columns: COLUMNS, bom: true, escape_formulas: true });
}

type ResultFigure = 'sent' | 'failed' | 'uncertain' | 'skipped' | 'hard' | 'soft' | 'complaints' | 'left';

function figureViews({ t, number }: Texts, counts: DeliveryCounts | null, result: DigestResult) {
  const sent = counts?.sent ?? 0;
  const view = (name: ResultFigure, count: number | null, ofSent: boolean) => ({
    name: t(`admin-result.${name}`),
    count: count === null ? '…' : number(count),
    share: ofSent && count !== null && sent > 0 ? `${number((100 * count) / sent, 2)}\u00a0%` : '',
    what: t(`admin-result.what-${name}`),
  });
  return [
    view('sent', counts?.sent ?? null, false),
    view('failed', counts?.failed ?? null, false),
    view('uncertain', counts?.uncertain ?? null, false),
    view('skipped', counts?.skipped ?? null, false),
    view('hard', result.hard, true),
    view('soft', result.soft, true),
    view('complaints', result.complaints, true),
    view('left', result.left, true),
  ];
}

function paperView({ t, number }: Texts, { paperId, position, title, liked, disliked, saved }: PaperResult) {
  return {
    position: String(position),
    title: readText(title || t('paper.untitled')),
    page: paperPageUrl('', paperId),
    liked: number(liked),
    disliked: number(disliked),
    saved: number(saved),
  };
}
