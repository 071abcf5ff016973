import { addressKey, domainOf } from '../model/address.js';
import { type Database, inTransaction, type Queryable } from '../store/database.js';
import { type HeldRow, readPersonalData } from '../store/subscribers/personal-data.js';
import { findSignupsOfDomain } from '../store/subscribers/signups.js';
import { consentWordings } from './consent-wording.js';

/** All that is held about a person, in the words of the tables. */
export interface SubscriberExport {
  readonly format: 'broadsheet-export-1';
  readonly exportedAt: string;
  readonly subscriber: HeldRow;
  /** Requests to subscribe that no worker has read yet. */
  readonly signups: readonly HeldRow[];
  /** Every other row that refers to the person, by table. */
  readonly held: Readonly<Record<string, readonly HeldRow[]>>;
  /** The texts that consent records refer to. */
  readonly wordings: Readonly<Record<string, string>>;
}

/**
 * Collects all that is held about a person, as of one moment.
 * @returns null where there is no such subscriber
 */
export async function exportSubscriber(
  database: Database,
  id: number,
  now: Date,
): Promise<SubscriberExport | null> {
  return inTransaction(database, async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const personalData = await readPersonalData(client, id);
    if (personalData === null) return null;
    return {
      format: 'broadsheet-export-1',
      exportedAt: now.toISOString(),
      subscriber: personalData.subscriber,
      signups: await waitingSignups(client, String(personalData.subscriber['address'])),
      held: personalData.tables,
      wordings: {
        ...Object.fromEntries(Object.values(consentWordings).map(({ id, text }) => [id, text])),
        ...declaredWordings(personalData.tables['imports'] ?? []),
      },
    };
  });
}

/** What operators declared that people were told who came with a list. */
function declaredWordings(imports: readonly HeldRow[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    imports.flatMap(({ id, consent }) => {
      const statement = (consent as { readonly statement?: string } | null)?.statement;
      return statement === undefined ? [] : [[`import-${String(id)}`, statement]];
    }),
  );
}

async function waitingSignups(client: Queryable, address: string): Promise<readonly HeldRow[]> {
  const key = addressKey(address);
  const signups = await findSignupsOfDomain(client, domainOf(address));
  return signups.filter((signup) => addressKey(signup.address) === key).map((signup) => ({ ...signup }));
}
