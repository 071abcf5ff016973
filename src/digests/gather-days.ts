import type { Tally } from '../model/answer.js';
import type { DigestPaper, DigestRemarks, DigestWithPapers, LateBloomer } from '../model/digest.js';
import { type WordsByLanguage, wordsIn } from '../model/intro.js';
import { languages } from '../model/language.js';
import type { PaperTopics, TopicSource } from '../model/topics.js';
import { bloomerRules } from '../ranking/late-bloomers.js';
import { rank } from '../ranking/rank.js';
import { tellingTallies } from '../ranking/readers.js';
import { strategyNamed } from '../ranking/strategies.js';
import { type Database, inTransaction, type Queryable } from '../store/database.js';
import { insertBloomers } from '../store/digests/digest-bloomers.js';
import { digestCandidates } from '../store/digests/digest-candidates.js';
import { insertDigestPapers } from '../store/digests/digest-papers.js';
import { findDigestById } from '../store/digests/digests.js';
import { lockDigestKind } from '../store/digests/freeze-digest.js';
import { findGathered, insertGathered } from '../store/digests/gathered-digests.js';
import { shippedVocabulary } from '../topics/vocabulary.js';
import { arrange } from './arrange.js';
import { digestKinds } from './digest-kinds.js';

/**
 * Freezes what several daily digests hold as one, once for the same days: their papers as they are known now and in
 * the order that a day of all of them would have, without those that were withdrawn meanwhile. What was pinned stays
 * on top, the newest day's first. Calls at the same time freeze one after the other.
 * @param dayIds released daily digests, oldest first
 * @param topicsOf what a paper is about; by default by the topics that Broadsheet ships
 * @returns the id of the gathered digest
 */
export function gatherDays(
  database: Database,
  dayIds: readonly number[],
  now: Date,
  topicsOf: (paper: TopicSource) => PaperTopics = shippedVocabulary.topicsOf,
): Promise<number> {
  return inTransaction(database, async (client) => {
    await lockDigestKind(client, 'gathered');
    return (await findGathered(client, dayIds)) ?? (await freeze(client, dayIds, now, topicsOf));
  });
}

async function freeze(
  client: Queryable,
  dayIds: readonly number[],
  now: Date,
  topicsOf: (paper: TopicSource) => PaperTopics,
): Promise<number> {
  const days: DigestWithPapers[] = [];
  for (const id of dayIds) {
    const day = await findDigestById(client, id);
    if (day !== null) days.unshift(day);
  }
  const { papers, tallies } = await orderedPapers(client, days, now);
  const { strategy } = digestKinds.daily;
  const remarks = remarksOf(days);
  const intro = introOf(days);
  const digest = await insertGathered(client, dayIds, { strategy, frozenAt: now, remarks, tallies, intro });
  await insertDigestPapers(client, digest, papers, topicsOf);
  await insertBloomers(client, digest, bloomersOf(days, papers));
  return digest.id;
}

async function orderedPapers(
  client: Queryable,
  days: readonly DigestWithPapers[],
  now: Date,
): Promise<{ papers: DigestPaper[]; tallies: ReadonlyMap<string, Tally> }> {
  const frozen = days.flatMap(({ papers }) => papers);
  const listDate = days[0]?.listDate ?? '';
  const candidates = await digestCandidates(client, {
    kind: null,
    after: listDate,
    listDate,
    knownAt: now,
    also: frozen.map(({ paper }) => paper.id),
  });
  const decided = frozen.flatMap(({ paper, curation, note }) =>
    curation === null ? [] : [{ paperId: paper.id, action: curation, note }],
  );
  const papers = arrange(rank(candidates, strategyNamed(digestKinds.daily.strategy), now), decided);
  return { papers, tallies: tellingTallies(candidates) };
}

/** A source that was late for an earlier day has answered since, or its papers would still be missing. */
function remarksOf(days: readonly DigestWithPapers[]): DigestRemarks {
  const [newest] = days;
  const { lateSources = [], sources = 1 } = newest?.remarks ?? {};
  return { lateSources, sources, withdrawn: days.flatMap(({ remarks }) => remarks.withdrawn) };
}

/** What was said with each of the days, the newest first, in every language in which anything was. */
function introOf(days: readonly DigestWithPapers[]): WordsByLanguage {
  const said = languages.filter((language) => days.some(({ intro }) => intro?.[language] !== undefined));
  return Object.fromEntries(
    said.map((language) => [
      language,
      days.flatMap(({ intro }) => wordsIn(intro ?? {}, language) ?? []).join('\n\n'),
    ]),
  );
}

/** A few of those of all days, the newest day's first; not what is among the papers. */
function bloomersOf(
  days: readonly DigestWithPapers[],
  papers: readonly DigestPaper[],
): readonly LateBloomer[] {
  const held = new Set(papers.map(({ paper }) => paper.id));
  return days
    .flatMap(({ bloomers }) => bloomers)
    .filter(({ paper }) => !held.has(paper.id))
    .slice(0, bloomerRules.most);
}
