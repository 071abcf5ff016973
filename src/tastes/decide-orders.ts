import type { DigestPaper } from '../model/digest.js';
import type { DeliveryOrder } from '../model/reading-order.js';
import { personalOrder } from '../ranking/personal/personal-order.js';
import { likenessesTo, type ReadList, readList } from '../ranking/personal/read-list.js';
import { termsOf } from '../ranking/personal/terms.js';
import { type Rarity, vectorOf } from '../ranking/personal/vectors.js';
import type { Database } from '../store/database.js';
import { type DecidedOrder, keepOrders } from '../store/editions/delivery-orders.js';
import { frozenTitles, paperTexts } from '../store/papers/paper-words.js';
import { readTastes, type StoredTaste } from '../store/tastes/tastes.js';
import { readRarity } from './counted-words.js';

/** A delivery whose order is not decided yet. */
export interface UndecidedOrder {
  readonly subscriberId: number;
  /** Of the papers that it carries, in the common order. */
  readonly positions: readonly number[];
}

/** Decides the orders of the deliveries of one digest. */
export interface OrderDesk {
  /**
   * Decides orders and keeps them, each once: whoever asks later, or at the same time, is given the same.
   * @returns by subscriber
   */
  decide(undecided: readonly UndecidedOrder[]): Promise<ReadonlyMap<number, DeliveryOrder>>;
  /** What would be decided at this moment; nothing of it is kept. */
  propose(undecided: readonly UndecidedOrder[]): Promise<ReadonlyMap<number, DeliveryOrder>>;
}

/** How near the papers of a digest are to each like; some hundred bytes each. */
const MOST_NEARNESSES = 5_000;

/** Texts are read so many at a time, which leaves the process time for its other work. */
const PAGE = 100;

/** The common order, where there is nothing to order by. */
const COMMON = { positions: [], likes: [] } as const;

/** What the decisions on one digest share: its papers are read once, and each like once for all readers. */
interface DigestReading {
  readonly list: ReadList;
  readonly rarity: Rarity;
  /** By id; null for a like that no digest held, which cannot be named. */
  readonly nearness: Map<string, Float64Array | null>;
}

/** @param papers of the digest, in order of position */
export function createOrderDesk(
  database: Database,
  digestId: number,
  papers: readonly DigestPaper[],
): OrderDesk {
  let reading: Promise<DigestReading> | null = null;
  const read = (): Promise<DigestReading> => {
    reading ??= readDigest(database, papers).catch((error: unknown) => {
      reading = null;
      throw error;
    });
    return reading;
  };
  const work = async (undecided: readonly UndecidedOrder[]): Promise<DecidedOrder[]> => {
    const found = await readTastes(
      database,
      undecided.map(({ subscriberId }) => subscriberId),
    );
    const tastes = new Map(found.map((taste) => [taste.subscriberId, taste]));
    if (tastes.size === 0) return undecided.map(({ subscriberId }) => ({ subscriberId, ...COMMON }));
    const digest = await read();
    await readLikes(database, digest, [...new Set(found.flatMap(({ likes }) => likes))]);
    return undecided.map(({ subscriberId, positions }) => {
      const taste = tastes.get(subscriberId);
      return { subscriberId, ...(taste === undefined ? COMMON : ordered(digest, papers, taste, positions)) };
    });
  };
  return {
    propose: async (undecided) =>
      new Map((await work(undecided)).map(({ subscriberId, ...order }) => [subscriberId, order])),
    decide: async (undecided) =>
      undecided.length === 0 ? new Map() : keepOrders(database, digestId, await work(undecided)),
  };
}

async function readDigest(database: Database, papers: readonly DigestPaper[]): Promise<DigestReading> {
  const rarity = await readRarity(database);
  const list = readList(
    papers.map(({ paper, score }) => ({ id: paper.id, score, vector: vectorOf(termsOf(paper), rarity) })),
  );
  return { list, rarity, nearness: new Map() };
}

/** Likes that were read before are at hand. */
async function readLikes(
  database: Database,
  { list, rarity, nearness }: DigestReading,
  likes: readonly string[],
): Promise<void> {
  if (nearness.size > MOST_NEARNESSES) nearness.clear();
  const unread = likes.filter((id) => !nearness.has(id));
  for (let start = 0; start < unread.length; start += PAGE) {
    const page = unread.slice(start, start + PAGE);
    const titles = await frozenTitles(database, page);
    const texts = new Map((await paperTexts(database, page)).map((text) => [text.id, text]));
    for (const id of page) {
      const text = titles.has(id) ? texts.get(id) : undefined;
      nearness.set(id, text === undefined ? null : likenessesTo(list, vectorOf(termsOf(text), rarity)));
    }
  }
}

function ordered(
  { list, nearness }: DigestReading,
  papers: readonly DigestPaper[],
  { answers, terms, weights, likes, saved }: StoredTaste,
  positions: readonly number[],
): DeliveryOrder {
  const direction = terms.map((term, index): [string, number] => [term, weights[index] ?? 0]);
  const among = positions.map((position) => position - 1);
  const pins = among.findIndex((index) => papers[index]?.curation !== 'pin');
  const kept = pins === -1 ? among.length : pins;
  const taste = { direction, answers, likes };
  const places = personalOrder(list, taste, (id) => nearness.get(id) ?? null, { among, kept });
  return {
    positions: places.map(({ index }) => index + 1),
    likes: places.map(({ resembles }) =>
      resembles === null ? null : { paperId: resembles, saved: saved[likes.indexOf(resembles)] === true },
    ),
  };
}
