import { type BoundedMap, createBoundedMap } from '../../bounded-map.js';
import type { Texts } from '../../i18n/texts.js';
import type { CalendarDate } from '../../model/calendar-date.js';
import type { DigestWithPapers } from '../../model/digest.js';
import type { DeliveryOrder, NamedLike } from '../../model/reading-order.js';
import { readReason } from '../../model/reason.js';
import { likeLine, reasonLine } from '../../rendering/reason-line.js';
import type { StoredEdition } from '../../store/editions/editions.js';

/** Lines on why papers are where they are, by their index in the digest. */
export type ReasonLines = ReadonlyMap<number, readonly string[]>;

/** The lines of one digest in one language. Many readers have the same rules and like the same papers, so lines are kept. */
export interface ReasonWriter {
  /** What rules chose; none where nothing is followed. */
  ofRules(stored: StoredEdition): ReasonLines;
  /** Reads what is needed for the likes of some orders. */
  readLikes(orders: readonly DeliveryOrder[]): Promise<void>;
  /** The reader's own day, in words. */
  dateOf(day: CalendarDate): string;
  /** Behind the lines of the rules, what each paper resembles; after {@link readLikes}. */
  ofOrder(order: DeliveryOrder, rules: ReasonLines): ReasonLines;
}

export interface ReasonWriterParts {
  readonly digest: DigestWithPapers;
  /** When each paper came on a list, by its position. */
  readonly listedOn: ReadonlyMap<number, CalendarDate>;
  /** Titles of papers that readers liked, by id; those that cannot be named are absent. */
  readonly titles: (paperIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

/** Two lines for each paper that is liked, and those of one edition for each set of rules. */
const MOST_LIKED = 5_000;
const MOST_RULE_SETS = 200;
const MOST_DATES = 10;

interface LikeLines {
  readonly saved: readonly [string];
  readonly voted: readonly [string];
}

export function createReasonWriter(
  texts: Texts,
  { digest, listedOn, titles }: ReasonWriterParts,
): ReasonWriter {
  const byRules = createBoundedMap<number, ReasonLines>(MOST_RULE_SETS);
  const dates = createBoundedMap<CalendarDate, string>(MOST_DATES);
  const liked = new Map<string, LikeLines | null>();
  const together = createBoundedMap<string, readonly string[]>(MOST_LIKED);
  return {
    ofRules: (stored) =>
      byRules.getOrMake(stored.ruleSetId, () => reasonsOfRules(texts, digest, listedOn, stored)),
    dateOf: (day) => dates.getOrMake(day, () => texts.dates.long(day)),
    async readLikes(orders) {
      if (liked.size > MOST_LIKED) liked.clear();
      const unread = new Set<string>();
      for (const { likes } of orders) {
        for (const like of likes) if (like !== null && !liked.has(like.paperId)) unread.add(like.paperId);
      }
      if (unread.size === 0) return;
      const found = await titles([...unread]);
      for (const id of unread) {
        const title = found.get(id);
        liked.set(id, title === undefined ? null : bothLines(texts, title));
      }
    },
    ofOrder({ positions, likes }, rules) {
      const reasonLines = new Map(rules);
      for (let index = 0; index < positions.length; index += 1) {
        const lines = linesOf(liked, likes[index] ?? null);
        if (lines === null) continue;
        const paper = (positions[index] ?? 0) - 1;
        const before = rules.get(paper);
        reasonLines.set(paper, before === undefined ? lines : joined(together, before, lines));
      }
      return reasonLines;
    },
  };
}

function linesOf(
  liked: ReadonlyMap<string, LikeLines | null>,
  like: NamedLike | null,
): readonly [string] | null {
  const lines = like === null ? null : (liked.get(like.paperId) ?? null);
  if (lines === null) return null;
  return like?.saved === true ? lines.saved : lines.voted;
}

/** The same list for the same lines, so that it is encoded once. */
function joined(
  together: BoundedMap<string, readonly string[]>,
  rules: readonly string[],
  likes: readonly string[],
): readonly string[] {
  const key = `${rules.join('\n')}\n${likes.join('\n')}`;
  return together.getOrMake(key, () => [...rules, ...likes]);
}

function bothLines(texts: Texts, title: string): LikeLines {
  return {
    saved: [likeLine(texts, { title, saved: true })],
    voted: [likeLine(texts, { title, saved: false })],
  };
}

function reasonsOfRules(
  texts: Texts,
  digest: DigestWithPapers,
  listedOn: ReadonlyMap<number, CalendarDate>,
  stored: StoredEdition,
): ReasonLines {
  const reasonLines = new Map<number, readonly string[]>();
  for (const [index, position] of stored.positions.entries()) {
    const reason = readReason(stored.reasons[index] ?? '');
    if (reason === null) continue;
    const listed = listedOn.get(position);
    const when = listed === undefined ? null : { listedOn: listed, lastList: digest.listDate };
    reasonLines.set(position - 1, [
      reasonLine(texts, reason, digest.papers[position - 1]?.upvotes ?? 0, when),
    ]);
  }
  return reasonLines;
}
