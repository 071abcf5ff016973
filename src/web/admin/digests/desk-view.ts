import type { Config } from '../../../config/config.js';
import { chosenOf, decisionVersion } from '../../../digests/curation-checks.js';
import type { DraftDigest } from '../../../digests/draft-digest.js';
import type { ReleaseReport } from '../../../digests/release-report.js';
import { periodTitle } from '../../../i18n/period-title.js';
import type { Texts } from '../../../i18n/texts.js';
import type { Actor } from '../../../model/actor.js';
import { LONGEST_NOTE } from '../../../model/curation.js';
import type { DigestPaper } from '../../../model/digest.js';
import { type DigestName, digestName } from '../../../model/digest-period.js';
import type { WordsByLanguage } from '../../../model/intro.js';
import { digestPageUrl, paperPageUrl } from '../../../model/links.js';
import { freezeMoment } from '../../../model/release-state.js';
import { readText } from '../../../paper-text/readable-text.js';
import type { RankedPaper } from '../../../ranking/rank.js';
import type { CalendarDigest } from '../../../store/digests/calendar.js';
import type { StandingCuration } from '../../../store/digests/curations.js';
import type { DigestDraft } from '../../../store/digests/digest-drafts.js';
import { whyTrending } from '../../pages/why-trending.js';
import { releaseView } from './release-view.js';
import { stateOf, stateView } from './state-words.js';
import { subPageTabs } from './sub-pages.js';

/** A digest as it is frozen, or as it would be. */
export interface DeskDigest extends DigestName, DraftDigest {
  /** Null while it is not frozen. */
  readonly standing: CalendarDigest | null;
  /** How far it is between its list and its readers. */
  readonly report: ReleaseReport;
  readonly intro: WordsByLanguage;
  readonly subject: WordsByLanguage;
  /** Where they can be changed, who wrote them when. */
  readonly drafts: readonly DigestDraft[];
}

interface Desk {
  readonly config: Pick<Config, 'digestTime' | 'digestTimezone' | 'digestApproval' | 'digestReviewMinutes'>;
  readonly clock: () => Date;
  readonly actor: Pick<Actor, 'permissions'>;
  /** What a form about a paper held that was not taken. */
  readonly typed: { readonly paper: string; readonly note: string };
}

export function deskView(texts: Texts, desk: DeskDigest, { config, clock, actor, typed }: Desk) {
  const { kind, period, standing, papers, bloomers } = desk;
  const { t, dates } = texts;
  const name = digestName(kind, period);
  const isFrozen = standing !== null;
  return {
    name,
    title: periodTitle(texts, kind, period),
    state: stateView(
      texts,
      stateOf(desk, { frozen: standing, isHeld: desk.report.digest.hold !== null }, config, clock()),
    ),
    when: whenWords(texts, desk, freezeMoment(desk, config)),
    release: releaseView(texts, desk.report, actor),
    tabs: subPageTabs(texts, actor.permissions, { name, path: '', isFrozen }),
    isFrozen,
    publicPage: standing?.releasedAt ? digestPageUrl('', { kind, period }) : null,
    mayCurate: (!isFrozen || desk.report.state === 'held') && actor.permissions.has('digests:curate'),
    mostNote: LONGEST_NOTE,
    papers: papers.map((paper) => withTyped(paperView(texts, desk, paper), typed)),
    count: t('admin-digests.papers', { papers: papers.length }),
    absent: papers.length > 0 ? null : absentWords(texts, desk),
    chosen: chosenViews(texts, desk).map((view) => withTyped(view, typed)),
    hidden: hiddenViews(texts, desk),
    bloomers: bloomers.map(({ paper, upvotes, since, upvotesBefore }) => ({
      title: readText(paper.title || t('paper.untitled')),
      page: paperPageUrl('', paper.id),
      why: t('admin-digests.bloomer', {
        since: dates.weekdayAndDay(since),
        before: upvotesBefore,
        now: upvotes,
      }),
    })),
  };
}

/** A paper with the note that its form held, where that was not taken. */
function withTyped<V extends { readonly id: string }>(view: V, typed: Desk['typed']) {
  return { ...view, typedNote: view.id === typed.paper ? typed.note : '' };
}

/** When it froze, or is to. */
function whenWords({ t, dates }: Texts, { standing }: DeskDigest, dueAt: Date): string {
  if (standing === null) return t('admin-digests.freezes', { at: dates.moment(dueAt) });
  const frozen = t('admin-digests.frozen-at', { at: dates.moment(standing.frozenAt) });
  if (standing.releasedAt === null) return frozen;
  return `${frozen} ${t('admin-digests.released-at', { at: dates.moment(standing.releasedAt) })}`;
}

function absentWords({ t }: Texts, { isListed, standing }: DeskDigest): string {
  if (standing !== null) return t('admin-digests.empty');
  return t(`admin-digests.${isListed ? 'none-yet' : 'not-listed'}`);
}

function paperView(texts: Texts, { curations }: DeskDigest, paper: DigestPaper) {
  const { position } = paper;
  const standing = chosenOf(curations, paper.paper.id);
  const { action: curation, note } = standing ?? { action: paper.curation, note: paper.note };
  return {
    ...rankedView(texts, paper),
    position,
    curation: curation === null ? null : texts.t(`admin-digests.is-${curation}`),
    isPin: curation === 'pin',
    decided: standing === null ? null : decidedView(texts, standing),
    version: decisionVersion(standing),
    note,
  };
}

/** What an operator decided, with the addresses of its forms. */
function decidedView({ t }: Texts, { id, by }: StandingCuration) {
  return { id, by: by === null ? null : t('admin-digests.by', { name: by }) };
}

/** What is pinned and added already, and not in the list that is shown: it is not read yet, or is frozen. */
function chosenViews(texts: Texts, { curations, papers }: DeskDigest) {
  const held = new Set(papers.map(({ paper }) => paper.id));
  return curations.flatMap((curation) => {
    const one = held.has(curation.paperId) ? null : chosenOf([curation], curation.paperId);
    if (one === null) return [];
    return {
      ...titleView(texts, one.paperId, one.title),
      curation: texts.t(`admin-digests.is-${one.action}`),
      isPin: one.action === 'pin',
      decided: decidedView(texts, one),
      version: decisionVersion(one),
      note: one.note,
    };
  });
}

/** What would be in it and is hidden, and what is hidden from its first day on. */
function hiddenViews(texts: Texts, { curations, hidden, period }: DeskDigest) {
  const held = new Set(hidden.map(({ paper }) => paper.id));
  return curations
    .filter((one) => one.action === 'hide' && (held.has(one.paperId) || one.period === period))
    .map((one) => ({
      ...titleView(texts, one.paperId, one.title),
      decided: decidedView(texts, one),
      version: decisionVersion({ action: 'hide', note: one.note }),
      note: one.note,
    }));
}

function titleView({ t }: Texts, paperId: string, title: string) {
  return { id: paperId, title: readText(title || t('paper.untitled')), page: paperPageUrl('', paperId) };
}

function rankedView(texts: Texts, { paper, upvotes, comments, stars, score, breakdown }: RankedPaper) {
  const { t, number } = texts;
  return {
    ...titleView(texts, paper.id, paper.title),
    score: number(score, 2),
    counts: t('admin-digests.counts', { upvotes, comments, stars: stars ?? 0 }),
    why: whyTrending(texts, score, breakdown),
  };
}
