import { digestNameSql } from './digest-name.js';
import { tellSql } from './outbox.js';

/**
 * As part of a statement: tells of deliveries that became uncertain with it, once for each digest and not for each
 * reader.
 * @param settled a member of the WITH that has `digest_id` and `state` of the rows that it changed
 */
export function uncertainToldSql(settled: string, at: string): string {
  return tellSql({
    type: 'deliveries.uncertain',
    at,
    data: `'digest', ${digestNameSql('digests')}, 'count', unsure.number`,
    from: `(SELECT digest_id, count(*) AS number FROM ${settled} WHERE state = 'uncertain' GROUP BY digest_id) AS unsure
        JOIN digests ON digests.id = unsure.digest_id`,
  });
}
