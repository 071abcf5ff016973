import { withDomainInLetters } from '../model/address.js';
import { type Database, inTransaction } from '../store/database.js';
import { redactMentions, takeRedactions } from '../store/subscribers/redact-address.js';
import { writtenForms } from './written-forms.js';

/** Looked for together, since reading the texts is what takes long. */
const AT_ONCE = 20;
/** With each call: a thousand that an operator erases take a few minutes, and mail goes on between. */
const MOST_BATCHES = 5;

/**
 * Takes the addresses of the erased out of the texts that quote them. A crash leaves them to the next call.
 * @returns how many addresses were looked for
 */
export async function redactErased(database: Database): Promise<number> {
  let count = 0;
  for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
    const taken = await inTransaction(database, async (client) => {
      const erased = await takeRedactions(client, AT_ONCE);
      if (erased.length === 0) return 0;
      await redactMentions(client, {
        // As lists have them, whose lines were not read yet.
        keys: erased.flatMap(({ key, isWish }) =>
          isWish ? [] : [...new Set([key, withDomainInLetters(key)])],
        ),
        ...writtenForms(erased),
      });
      return erased.length;
    });
    count += taken;
    if (taken < AT_ONCE) break;
  }
  return count;
}
