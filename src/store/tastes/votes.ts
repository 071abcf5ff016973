import type { Vote } from '../../model/answer.js';
import type { Queryable } from '../database.js';

const VALUES: Readonly<Record<Vote, number>> = { more: 1, less: -1 };

/** Records a vote of an existing subscriber on an existing paper; a new one takes the place of the last. */
export async function putVote(
  client: Queryable,
  vote: { readonly subscriberId: number; readonly paperId: string; readonly vote: Vote; readonly at: Date },
): Promise<void> {
  await client.query(
    `INSERT INTO votes AS v (subscriber_id, paper_id, value, at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (subscriber_id, paper_id) DO UPDATE SET value = excluded.value, at = excluded.at
      WHERE v.value <> excluded.value`,
    [vote.subscriberId, vote.paperId, VALUES[vote.vote], vote.at],
  );
}

export async function deleteVote(client: Queryable, subscriberId: number, paperId: string): Promise<void> {
  await client.query('DELETE FROM votes WHERE subscriber_id = $1 AND paper_id = $2', [subscriberId, paperId]);
}
