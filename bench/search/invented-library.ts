import type { Database } from '../../src/store/database.js';
import { readNextPapers } from '../../src/store/papers/paper-readings.js';
import { createRandom } from '../digest/random.js';

/** As many different words as the titles and abstracts of 100,000 papers hold, about. */
const VOCABULARY = 40_000;
const BATCH = 5_000;
/** As many as the sweep reads at once. */
const READ_AT_A_TIME = 100;
const SYLLABLES =
  'al an ar as at be ca ce co de di do el en er es fa fe ga ge ha he il in is ka ki la le li lo ma me mi mo na ne no ol on or pa pe po ra re ri ro sa se si so ta te ti to ul un ur va ve vi wa we xi yo za'.split(
    ' ',
  );

/** What the library is searched for. */
export interface Library {
  /** Words from the most frequent to the rarest. */
  readonly words: readonly string[];
  readonly families: readonly string[];
}

/**
 * Stores invented papers of pronounceable, meaningless words whose frequencies fall as those of real texts do
 * (Zipf's law), each with a listing and its observations, over some eight years; then reads them as the sweep
 * reads what an earlier release stored.
 */
export async function fillLibrary(
  database: Database,
  papers: number,
): Promise<{ library: Library; readingSeconds: number }> {
  const random = createRandom(20_260_401);
  const words = inventWords(random, VOCABULARY);
  const families = inventWords(random, 8_000).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  const text = createText(random, words);
  for (let start = 0; start < papers; start += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, papers - start) }, (_, index) => {
      const number = start + index;
      const authors = Array.from(
        { length: 2 + Math.floor(random() * 8) },
        () =>
          `${'ABCDEFGHIJ'[Math.floor(random() * 10)]}. ${families[Math.floor(random() * families.length)]}`,
      );
      return { number, title: text(10), abstract: text(140), authors };
    });
    await database.query(
      `INSERT INTO papers (id, title, abstract, authors, published_at)
       SELECT to_char(day, 'YYMM') || '.' || lpad((number % 100000)::text, 5, '0'), title, abstract, authors, day
         FROM (SELECT *, now() - interval '3000 days' + number * interval '3000 days' / $2 AS day
                 FROM jsonb_to_recordset($1) AS new (number int, title text, abstract text, authors text[])) dated
       ON CONFLICT DO NOTHING`,
      [JSON.stringify(rows), papers],
    );
  }
  await database.query(
    `INSERT INTO listings (source, list_date, paper_id) SELECT 'huggingface', published_at::date, id FROM papers`,
  );
  await database.query(
    `INSERT INTO observations (paper_id, source, observed_at, upvotes, comments)
     SELECT id, 'huggingface', published_at + k * interval '6 hours', k * (abs(hashtext(id)) % 40), 0
       FROM papers, generate_series(1, 6) k`,
  );
  const startedAt = performance.now();
  while ((await readNextPapers(database, READ_AT_A_TIME)) > 0);
  const readingSeconds = (performance.now() - startedAt) / 1_000;
  await database.query('VACUUM ANALYZE');
  return { library: { words, families }, readingSeconds };
}

function inventWords(random: () => number, count: number): string[] {
  const words = new Set<string>();
  while (words.size < count) {
    const length = 2 + Math.floor(random() * 4);
    const parts = Array.from({ length }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]);
    words.add(parts.join(''));
  }
  return [...words].filter((word) => word.length > 3);
}

/** Where the frequencies of words begin to fall; see createText. */
const FLATTER_FOR = 25;

/**
 * Draws words by Zipf's law, flattened at the top so that they are in as many papers as the words of real
 * abstracts are: the most frequent one in half of them, the hundredth in a sixth, the thousandth in a fiftieth.
 */
function createText(random: () => number, words: readonly string[]): (length: number) => string {
  const steps: number[] = [];
  let sum = 0;
  for (const index of words.keys()) {
    sum += 1 / (index + FLATTER_FOR);
    steps.push(sum);
  }
  const draw = (): string => {
    const target = random() * sum;
    let low = 0;
    let high = steps.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((steps[middle] ?? 0) < target) low = middle + 1;
      else high = middle;
    }
    return words[low] ?? '';
  };
  return (length) => Array.from({ length }, draw).join(' ');
}
