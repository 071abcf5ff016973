import type { DigestPaper, DigestWithPapers } from '../model/digest.js';
import { type DeliveryOrder, orderedPositions } from '../model/reading-order.js';
import { personalOrder } from '../ranking/personal/personal-order.js';
import { likenessesTo, type ReadList, readList } from '../ranking/personal/read-list.js';
import { termsOf } from '../ranking/personal/terms.js';
import { type Rarity, vectorOf } from '../ranking/personal/vectors.js';
import type { Database } from '../store/database.js';
import { type DecidedOrder, keepOrders } from '../store/editions/delivery-orders.js';
import { frozenTitles, paperTexts } from '../store/papers/paper-words.js';
import { readTastes, type StoredTaste } from '../store/tastes/tastes.js';
import { readRarity } from './counted-words.js';

/** A delivery, with the papers that it carries. */
export interface OrderedDelivery {
  readonly subscriberId: number;
  /** Of the papers that it carries, in the common order. */
  readonly positions: readonly number[];
  /** Null: the common order. */
  readonly order: DeliveryOrder | 'undecided' | null;
}

/** The personal orders of the deliveries of one digest. */
export interface PersonalOrders {
  /**
   * The personal orders that hold for some deliveries, by subscriber; a delivery that is absent has the common order.
   * Each order holds all papers of its delivery.
   */
  of(deliveries: readonly OrderedDelivery[]): Promise<ReadonlyMap<number, DeliveryOrder>>;
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

/**
 * Opens the personal orders of a digest.
 * @param undecided `decide`: an order that is not decided yet is decided and kept, once, and whoever asks later or at
 *   the same time is given the same; `preview`: it is what would be decided at this moment, and is not kept
 */
export function openPersonalOrders(
  database: Database,
  { id: digestId, papers }: Pick<DigestWithPapers, 'id' | 'papers'>,
  undecided: 'decide' | 'preview',
): PersonalOrders {
  let reading: Promise<DigestReading> | null = null;
  const read = (): Promise<DigestReading> => {
    reading ??= readDigest(database, papers).catch((error: unknown) => {
      reading = null;
      throw error;
    });
    return reading;
  };
  const decideNow = async (deliveries: readonly OrderedDelivery[]): Promise<DecidedOrder[]> => {
    const subscriberIds = deliveries.map(({ subscriberId }) => subscriberId);
    const found = await readTastes(database, subscriberIds);
    const tastes = new Map(found.map((taste) => [taste.subscriberId, taste]));
    if (tastes.size === 0) return subscriberIds.map((subscriberId) => ({ subscriberId, ...COMMON }));
    const digest = await read();
    await readLikes(database, digest, [...new Set(found.flatMap(({ likes }) => likes))]);
    return deliveries.map(({ subscriberId, positions }) => {
      const taste = tastes.get(subscriberId);
      return { subscriberId, ...(taste === undefined ? COMMON : ordered(digest, papers, taste, positions)) };
    });
  };
  return {
    async of(deliveries) {
      const open = deliveries.filter(({ order }) => order === 'undecided');
      const decided = open.length === 0 ? [] : await decideNow(open);
      const kept =
        undecided === 'decide' && open.length > 0
          ? await keepOrders(database, digestId, decided)
          : new Map(decided.map(({ subscriberId, ...order }) => [subscriberId, order]));
      return new Map(
        deliveries.flatMap((delivery) => holdingOrder(delivery, kept.get(delivery.subscriberId))),
      );
    },
  };
}

/** The order of a delivery with its subscriber; none where it is the common one. */
function holdingOrder(
  { subscriberId, order, positions }: OrderedDelivery,
  decided: DeliveryOrder | undefined,
): [number, DeliveryOrder][] {
  const holds = order === 'undecided' ? (decided ?? null) : order;
  if (holds === null || orderedPositions(holds.positions, positions) === positions) return [];
  return [[subscriberId, holds]];
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
