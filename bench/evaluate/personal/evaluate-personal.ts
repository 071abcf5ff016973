import { personalOrder } from '../../../src/ranking/personal/personal-order.js';
import { type ReadList, readList, spreadOf } from '../../../src/ranking/personal/read-list.js';
import { learnTaste, type Taste } from '../../../src/ranking/personal/taste.js';
import { termsOf } from '../../../src/ranking/personal/terms.js';
import { countTerms, rarityBy, type Vector, vectorOf } from '../../../src/ranking/personal/vectors.js';
import { type Interval, mean, meanInterval } from '../bootstrap.js';
import { ndcg, topOverlap } from '../metrics.js';
import { type Random, randomFrom } from '../random.js';
import type { EvaluatedList, EvaluatedPaper } from './invented-lists.js';
import { answersTo, plantTaste, type SimulatedReader, voteOn, worthTo } from './simulated-reader.js';

export const personalMeasures = ['ndcg10', 'top5', 'votes'] as const;
export type PersonalMeasure = (typeof personalMeasures)[number];

/** How well an order suits a reader, 0 to 1. */
export type Suiting = Readonly<Record<PersonalMeasure, number | null>>;

export interface Estimate {
  readonly mean: number | null;
  readonly interval: Interval | null;
}

export type Estimates = Readonly<Record<PersonalMeasure, Estimate>>;

/** The figures of some readers, means over readers with 95 % intervals. */
export interface PersonalEvaluation {
  readonly readers: number;
  /** How many answers the taste was learned from, on average. */
  readonly answers: number;
  readonly common: Estimates;
  readonly personal: Estimates;
  /** Personal minus common, reader by reader. */
  readonly gain: Estimates;
}

export interface PersonalTrial {
  readonly readers: number;
  readonly seed: number;
  /** Readers without a taste show what the personal order costs who has none. */
  readonly hasTaste: boolean;
}

/** Of the lists, the first two thirds teach, the rest judge. */
const TEACHING = 2 / 3;

/**
 * Plants tastes in simulated readers, lets them answer the first lists in the common order, and judges both
 * orders on the later lists: NDCG of the first ten and the share of the best five, by what the papers are worth
 * to the reader, and the share of pairs of a like and a dislike (drawn anew, chance included) that stand in the
 * right order. The same lists and seed always give the same figures.
 */
export function evaluatePersonal(given: readonly EvaluatedList[], trial: PersonalTrial): PersonalEvaluation {
  const lists = given.map(inDeviations);
  const split = Math.floor(lists.length * TEACHING);
  const [teaching, judging] = [lists.slice(0, split), lists.slice(split)];
  const vectors = vectorsOf(teaching, lists);
  const topics = frequentTopics(teaching);
  const random = randomFrom(trial.seed);
  const lately = judging.map((papers) => ({
    papers,
    read: readList(
      papers.map((paper) => ({ id: paper.paper.id, vector: vectors(paper), score: paper.score })),
    ),
  }));
  const results = Array.from({ length: trial.readers }, () => {
    const reader = plantTaste(topics, random, trial.hasTaste);
    const votes = teaching.flatMap((list) => answersTo(reader, list, random));
    const newestFirst = votes.toReversed();
    const rated = newestFirst.map(({ paper, liked }) => ({
      id: paper.paper.id,
      vector: vectors(paper),
      liked,
    }));
    return { votes: votes.length, ...judge(reader, learnTaste(rated), { judging: lately, random }) };
  });
  return {
    readers: trial.readers,
    answers: mean(results.map(({ votes }) => votes)) ?? 0,
    common: estimates(results.map(({ common }) => common)),
    personal: estimates(results.map(({ personal }) => personal)),
    gain: estimates(results.map(({ common, personal }) => difference(personal, common))),
  };
}

/** Scores in standard deviations of the day, so that they are worth the same to readers of any list. */
function inDeviations(list: EvaluatedList): EvaluatedList {
  const { middle, spread } = spreadOf(list.map(({ score }) => score));
  return list.map((paper) => ({ ...paper, score: (paper.score - middle) / spread }));
}

interface Judging {
  readonly judging: readonly { readonly papers: EvaluatedList; readonly read: ReadList }[];
  readonly random: Random;
}

function judge(
  reader: SimulatedReader,
  taste: Taste | null,
  { judging, random }: Judging,
): { common: Suiting; personal: Suiting } {
  const days = judging.map(({ papers, read }) => {
    const votes = new Map(papers.map((paper) => [paper, voteOn(reader, paper, random)]));
    return {
      common: suiting(reader, papers, votes),
      personal: suiting(reader, taste === null ? papers : ownOrder(papers, read, taste), votes),
    };
  });
  return {
    common: meanSuiting(days.map(({ common }) => common)),
    personal: meanSuiting(days.map(({ personal }) => personal)),
  };
}

/** What a paper resembles changes no order, so it is not looked for. */
function ownOrder(papers: EvaluatedList, read: ReadList, taste: Taste): EvaluatedList {
  return personalOrder(read, taste, () => null).map(({ index }) => papers[index] as EvaluatedPaper);
}

function suiting(
  reader: SimulatedReader,
  order: EvaluatedList,
  votes: ReadonlyMap<EvaluatedPaper, boolean | null>,
): Suiting {
  const worths = order.map((paper) => Math.max(0, worthTo(reader, paper)));
  return {
    ndcg10: ndcg(worths, 10),
    top5: topOverlap(worths, 5),
    votes: pairsInOrder(order.map((paper) => votes.get(paper) ?? null)),
  };
}

/** Of all pairs of a like and a dislike, the share with the like first; null where there are no pairs. */
function pairsInOrder(votes: readonly (boolean | null)[]): number | null {
  let likesSoFar = 0;
  let right = 0;
  let dislikes = 0;
  for (const liked of votes) {
    if (liked === true) likesSoFar += 1;
    if (liked === false) [right, dislikes] = [right + likesSoFar, dislikes + 1];
  }
  return likesSoFar * dislikes === 0 ? null : right / (likesSoFar * dislikes);
}

/** As the service does: rarity is that of the lists that are known, and papers of later lists are read by it. */
function vectorsOf(
  known: readonly EvaluatedList[],
  all: readonly EvaluatedList[],
): (paper: EvaluatedPaper) => Vector {
  const rarity = rarityBy(countTerms(known.flat().map(({ paper }) => termsOf(paper))));
  const vectors = new Map(all.flat().map((paper) => [paper, vectorOf(termsOf(paper.paper), rarity)]));
  return (paper) => vectors.get(paper) ?? new Map();
}

/** Topics that are worth a taste: of one paper in 25 at least, and no more than one in four. */
function frequentTopics(lists: readonly EvaluatedList[]): string[] {
  const papers = lists.flat();
  const counts = new Map<string, number>();
  for (const { topics } of papers) {
    for (const topic of topics) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  }
  const isFrequent = (count: number) => count * 25 >= papers.length && count * 4 <= papers.length;
  return [...counts]
    .filter(([, count]) => isFrequent(count))
    .map(([topic]) => topic)
    .sort();
}

function estimates(suitings: readonly Suiting[]): Estimates {
  const of = (measure: PersonalMeasure): Estimate => {
    const values = suitings.map((suiting) => suiting[measure]);
    return { mean: mean(values), interval: meanInterval(values) };
  };
  return { ndcg10: of('ndcg10'), top5: of('top5'), votes: of('votes') };
}

function meanSuiting(suitings: readonly Suiting[]): Suiting {
  const of = (measure: PersonalMeasure) => mean(suitings.map((suiting) => suiting[measure]));
  return { ndcg10: of('ndcg10'), top5: of('top5'), votes: of('votes') };
}

function difference(one: Suiting, other: Suiting): Suiting {
  const of = (measure: PersonalMeasure): number | null => {
    const [a, b] = [one[measure], other[measure]];
    return a === null || b === null ? null : a - b;
  };
  return { ndcg10: of('ndcg10'), top5: of('top5'), votes: of('votes') };
}
