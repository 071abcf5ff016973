import type { Queryable } from '../database.js';
import { tellSql } from '../outbox.js';

export interface ToldLogin {
  readonly operatorId: number;
  readonly clientHash: Buffer;
  readonly method: string;
  readonly now: Date;
}

/** Tells of who signs in from where they have not signed in before; before the audit has this time. */
export async function tellOfLogin(
  client: Queryable,
  { operatorId, clientHash, method, now }: ToldLogin,
): Promise<void> {
  await client.query(
    tellSql({
      type: 'operator.login',
      at: '$4',
      // A provider may have given an address as the name.
      data: `'operator', o.id, 'name', regexp_replace(o.name, '[^[:space:]@]+@[^[:space:]@]+', '(address)', 'g'),
             'method', $3::text`,
      from: `operators o WHERE o.id = $1
        AND NOT EXISTS (SELECT FROM audit_events
                         WHERE object_kind = 'operator' AND object_id = o.id::text AND action = 'login.succeeded'
                           AND client_hash = $2)`,
    }),
    [operatorId, clientHash, method, now],
  );
}
