import type { Random } from '../random.js';
import type { EvaluatedList, EvaluatedPaper } from './invented-lists.js';

/** A reader with a taste that the model does not know: topics that are liked, and topics that are not. */
export interface SimulatedReader {
  readonly likes: ReadonlySet<string>;
  readonly dislikes: ReadonlySet<string>;
}

export interface SimulatedVote {
  readonly paper: EvaluatedPaper;
  readonly liked: boolean;
}

/** How much a reader is moved by a topic that is liked, by one that is not, by the common score, and by chance. */
const WORTH = { liked: 1.6, disliked: -1.2, score: 0.5, chance: 0.6 } as const;
/** From where on a reader says more, or less. */
const SAYS_MORE = 1.1;
const SAYS_LESS = -0.9;
/** Of what is looked at and worth a word, this share gets one. */
const ANSWERS = 0.5;

/** A reader of two topics who is tired of a third; or, without a taste, one who goes by the common score alone. */
export function plantTaste(topics: readonly string[], random: Random, hasTaste: boolean): SimulatedReader {
  if (!hasTaste) return { likes: new Set(), dislikes: new Set() };
  const drawn = new Set<string>();
  while (drawn.size < Math.min(3, topics.length)) drawn.add(topics[random.below(topics.length)] ?? '');
  const [first = '', second = '', third = ''] = drawn;
  return { likes: new Set([first, second]), dislikes: new Set([third]) };
}

/** What a paper is worth to a reader, chance aside. */
export function worthTo(reader: SimulatedReader, { topics, score }: EvaluatedPaper): number {
  const liked = topics.some((topic) => reader.likes.has(topic)) ? WORTH.liked : 0;
  const disliked = topics.some((topic) => reader.dislikes.has(topic)) ? WORTH.disliked : 0;
  return liked + disliked + WORTH.score * score;
}

/** The answers to one list in the common order: the further down a paper stands, the less it is looked at. */
export function answersTo(reader: SimulatedReader, list: EvaluatedList, random: Random): SimulatedVote[] {
  return list.flatMap((paper, index) => {
    const looks = random.next() < 1 / Math.log2(index + 2);
    const answers = random.next() < ANSWERS;
    const vote = voteOn(reader, paper, random);
    return looks && answers && vote !== null ? [{ paper, liked: vote }] : [];
  });
}

/** Whether a reader who looks at a paper likes it, or not; null where neither. */
export function voteOn(reader: SimulatedReader, paper: EvaluatedPaper, random: Random): boolean | null {
  const felt = worthTo(reader, paper) + WORTH.chance * random.normal();
  return felt > SAYS_MORE ? true : felt < SAYS_LESS ? false : null;
}
