import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Paper } from '../../../src/model/paper.js';
import { completeRules, type GivenRules } from '../../../src/model/rules.js';
import { sentPositions } from '../../../src/model/sent-positions.js';
import { readMissingTopics } from '../../../src/store/digests/paper-topics.js';
import { matchRuleSets, readEditions } from '../../../src/store/editions/editions.js';
import { findRules, saveRuleSet } from '../../../src/store/editions/rule-sets.js';
import { shippedVocabulary } from '../../../src/topics/vocabulary.js';
import { inventedPaper } from '../../rendering/invented-digest.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { emptyTables } from '../../support/empty-tables.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  await emptyTables(test.database, 'digests, digest_papers, papers, rule_sets, rule_terms');
});

/** Invented papers with what rules look at. */
const papers: (Partial<Paper> & { upvotes: number })[] = [
  { title: 'Denoising with fewer steps', categories: ['cs.CV'], authors: ['Ann Invented'], upvotes: 90 },
  {
    title: 'A robot that folds',
    summary: 'A robot arm folds.',
    categories: ['cs.RO'],
    organization: 'Sample Lab',
    upvotes: 50,
  },
  { title: 'State space models for long texts', categories: ['cs.CL', 'cs.LG'], upvotes: 40 },
  {
    title: 'Proofs in a space of states',
    categories: ['math.LO'],
    codeUrl: 'https://example.org/c',
    upvotes: 10,
  },
  {
    title: 'Diffusion policies for robots',
    summary: 'Robot arms learn by denoising.',
    categories: ['cs.RO'],
    authors: ['Bo Invented'],
    upvotes: 5,
  },
];

async function addDigest(entries = papers): Promise<number> {
  const { rows } = await test.database.query<{ id: number }>(
    `INSERT INTO digests (kind, period, list_date, strategy, frozen_at)
     VALUES ('daily', '2026-03-24', '2026-03-24', 'upvotes', '2026-03-24T08:00Z') RETURNING id`,
  );
  const id = rows[0]?.id ?? 0;
  for (const [index, { upvotes, ...fields }] of entries.entries()) {
    const abstract = 'An abstract without such words.';
    const paper = {
      ...inventedPaper(index + 1),
      ...{ abstract, keywords: [], authors: [], categories: [], organization: null, codeUrl: null },
      ...fields,
    };
    await test.database.query(
      "INSERT INTO papers (id, title, abstract) VALUES ($1, 'invented', 'invented')",
      [paper.id],
    );
    await test.database.query(
      `INSERT INTO digest_papers (digest_id, kind, position, paper_id, score, breakdown, upvotes, comments, paper)
       VALUES ($1, 'daily', $2, $3, 1, '{}', $4, 0, $5)`,
      [id, index + 1, paper.id, upvotes, JSON.stringify(paper)],
    );
  }
  await readMissingTopics(test.database, shippedVocabulary.topicsOf, '2026-01-01');
  return id;
}

async function match(given: GivenRules) {
  const ruleSetId = await saveRuleSet(test.database, completeRules(given));
  const digestId = await addDigest();
  await matchRuleSets(test.database, [digestId]);
  const [edition] = await readEditions(test.database, digestId, [ruleSetId ?? 0]);
  return edition;
}

describe('an edition by rules', () => {
  it.each<[GivenRules, number[]]>([
    [{ follow: { topics: ['diffusion'] } }, [1, 5]],
    [{ follow: { topics: ['robotics'] } }, [2, 5]],
    [{ follow: { categories: ['cs.RO'] } }, [2, 5]],
    [{ follow: { categories: ['cs'] } }, [1, 2, 3, 5]],
    [{ follow: { categories: ['cs.LG'] } }, [3]],
    [{ follow: { keywords: ['state space'] } }, [3]],
    [{ follow: { keywords: ['Robots'] } }, [2, 5]],
    [{ follow: { keywords: ['robots + diffusion'] } }, [5]],
    [{ follow: { keywords: ['long + "state space'] } }, [3]],
    [{ follow: { categories: ['CS.ro'] } }, [2, 5]],
    [{ follow: { authors: ['ann invented'] } }, [1]],
    [{ follow: { authors: ['Ann'] } }, []],
    [{ follow: { organisations: ['sample lab'] } }, [2]],
    [{ follow: { topics: ['robotics'], authors: ['Ann Invented'] } }, [1, 2, 5]],
    [{ follow: { categories: ['cs'] }, mute: { topics: ['robotics'] } }, [1, 3]],
    [{ follow: { topics: ['robotics'] }, mute: { topics: ['robotics'] } }, []],
    [{ mute: { categories: ['cs.RO'] } }, [1, 3, 4]],
    [{ minUpvotes: 40 }, [1, 2, 3]],
    [{ onlyWithCode: true }, [4]],
    [{ maxPapers: 2 }, [1, 2]],
    [{ follow: { categories: ['cs'] }, maxPapers: 2, minUpvotes: 45 }, [1, 2]],
    [{ follow: { keywords: ['nowhere'] } }, []],
    [{ follow: { keywords: ['nowhere'] }, whenNothingMatches: 'topThree' }, [1, 2, 3]],
    [
      { follow: { keywords: ['nowhere'] }, mute: { categories: ['cs.RO'] }, whenNothingMatches: 'topThree' },
      [1, 3, 4],
    ],
    [{ follow: { keywords: ['the'] } }, []],
  ])('%j holds %j', async (given, positions) => {
    const edition = await match(given);
    expect(edition === undefined ? null : sentPositions(edition, null)).toEqual(positions);
  });

  it('says for each paper what brought it there', async () => {
    const follow = { topics: ['robotics'], categories: ['cs.RO'], authors: ['Bo Invented', 'Ann Invented'] };
    expect(await match({ follow })).toMatchObject({
      positions: [1, 2, 5],
      reasons: ['follows: Ann Invented', 'follows: robotics, cs.RO', 'follows: robotics, cs.RO, Bo Invented'],
      abstracts: null,
    });
  });

  it('says nothing where nothing is followed', async () => {
    expect(await match({ onlyWithCode: true, abstracts: 'titles' })).toMatchObject({
      reasons: [''],
      abstracts: 'titles',
    });
  });

  it.each<[GivenRules, number[], number | null]>([
    [{ follow: { categories: ['cs'] }, maxPapers: 2 }, [1, 2, 3, 5], 2],
    [{ follow: { keywords: ['nowhere'] }, maxPapers: 1, whenNothingMatches: 'topThree' }, [1, 2, 3], null],
  ])('%j chose %j, of which %j are sent', async (rules, positions, most) => {
    expect(await match(rules)).toMatchObject({ positions, most });
  });

  it('is made for all sets of rules at once, and once', async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        saveRuleSet(test.database, completeRules({ minUpvotes: index + 1, follow: { categories: ['cs'] } })),
      ),
    );
    const digestId = await addDigest();
    await Promise.all([matchRuleSets(test.database, [digestId]), matchRuleSets(test.database, [digestId])]);
    await matchRuleSets(test.database, [digestId]);
    const editions = await readEditions(
      test.database,
      digestId,
      ids.map((id) => id ?? 0),
    );
    expect(editions).toHaveLength(20);
    expect(editions.filter(({ positions }) => positions.includes(5))).toHaveLength(5);
  });
});

describe('sets of rules', () => {
  it('are stored once, whoever has them, and read back', async () => {
    const rules = completeRules({ follow: { keywords: ['b', 'a'] }, maxPapers: 3 });
    const ids = await Promise.all([1, 2, 3].map(() => saveRuleSet(test.database, rules)));
    expect(new Set(ids).size).toBe(1);
    expect(await findRules(test.database, ids[0] ?? null)).toEqual(rules);
    expect(await saveRuleSet(test.database, completeRules({}))).toBeNull();
  });
});
