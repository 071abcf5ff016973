import { allowLongStatements } from '../connection-settings.js';
import type { Queryable } from '../database.js';

/** An address in the forms in which it may stand. */
export interface MentionedAddress {
  /** As `addressKey` writes it. */
  readonly key: string;
  readonly hash: Buffer;
  /** Looked for in text in lower case. */
  readonly plain: readonly string[];
  /** Looked for in text as it is. */
  readonly encoded: readonly string[];
}

/**
 * Whether a text holds one of the forms; lines that base64 and quoted-printable break are joined. What is looked
 * through is made once for each text (OFFSET 0 keeps it apart), not once for each form, and most texts are ASCII,
 * whose case costs a tenth to fold.
 */
const MENTIONS = (text: string) => `EXISTS (
  SELECT FROM (
      SELECT CASE WHEN octet_length(soft) = length(soft) THEN lower(soft COLLATE "C") ELSE lower(soft) END AS folded,
             joined
        FROM (
            SELECT replace(replace(${text}, E'=\\r\\n', ''), E'=\\n', '') AS soft,
                   replace(replace(${text}, E'\\r', ''), E'\\n', '') AS joined
            OFFSET 0
          ) AS unbroken
      OFFSET 0
    ) AS looked_through
   WHERE EXISTS (SELECT FROM unnest($1::text[]) AS form WHERE strpos(folded, form) > 0)
      OR EXISTS (SELECT FROM unnest($2::text[]) AS form WHERE strpos(joined, form) > 0))`;

/**
 * Takes an address out of what is not the subscriber's own row: reports that nobody was found for, or that are
 * about somebody else and quote it, messages that were set aside, others' wishes to move to it, and what operators
 * wrote when they lifted its suppression. Reports keep their class and their counts.
 */
export async function redactAddress(
  client: Queryable,
  { key, hash, plain, encoded }: MentionedAddress,
): Promise<void> {
  await allowLongStatements(client);
  await client.query(
    `UPDATE feedback SET excerpt = NULL, reply = NULL WHERE ${MENTIONS('excerpt')} OR ${MENTIONS('reply')}`,
    [plain, encoded],
  );
  await client.query(
    `DELETE FROM failed_mails
      WHERE ${MENTIONS("convert_from(raw, 'LATIN1')")} OR ${MENTIONS("array_to_string(recipients, ' ')")}`,
    [plain, encoded],
  );
  await client.query(
    `UPDATE address_changes
        SET new_address = NULL, new_address_key = NULL, new_address_hash = NULL, old_waits = false, new_waits = false
      WHERE new_address_key = $1`,
    [key],
  );
  await client.query(
    `DELETE FROM import_lines
      WHERE address_hash = $1 OR strpos(lower(fields::text), $2) > 0 AND lower(fields::text) ~ $3`,
    [hash, key, wholeAddress(key)],
  );
  await client.query('UPDATE notices SET recipient_hash = NULL WHERE recipient_hash = $1', [hash]);
  // A search with a name goes where it spells the whole of what stands before the @; any other goes anyway.
  await client.query(
    `DELETE FROM reader_searches
      WHERE strpos($1, lower(filter -> 'asked' ->> 'find')) > 0
        AND (name IS NULL OR strpos(lower(filter -> 'asked' ->> 'find'), split_part($1, '@', 1)) > 0)`,
    [key],
  );
  await client.query('DELETE FROM suppression_lifts WHERE address_hash = $1', [hash]);
}

/** For `~`: the address where it is not a part of a longer one, which is somebody else's. */
function wholeAddress(key: string): string {
  const itself = key.replace(/[^\p{L}\p{N}@]/gu, '\\$&');
  return `(^|[^[:alnum:]._+-])${itself}($|[^[:alnum:].-]|[.-]($|[^[:alnum:]]))`;
}
