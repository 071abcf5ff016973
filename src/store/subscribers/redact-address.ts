import { withDomainInLetters } from '../../model/address.js';
import { allowLongStatements } from '../connection-settings.js';
import type { Queryable } from '../database.js';

/** An address that was erased: as its owner wrote it, as `addressKey` writes it, and its keyed hash. */
export interface ErasedAddress {
  readonly address: string;
  readonly key: string;
  readonly hash: Buffer;
}

/** Addresses in the forms in which they may stand in texts. */
export interface MentionedAddresses {
  /** Those whose lines of lists go: as `addressKey` writes them, and with their domains in letters. */
  readonly keys: readonly string[];
  /** Looked for in text in lower case. */
  readonly plain: readonly string[];
  /** Looked for in text as it is. */
  readonly encoded: readonly string[];
  /** What stands in a text wherever one of the forms does; looked for first. */
  readonly beginnings: { readonly plain: readonly string[]; readonly encoded: readonly string[] };
}

const HOLDS = (text: string, forms: string) =>
  `EXISTS (SELECT FROM unnest(${forms}::text[]) AS form WHERE strpos(${text}, form) > 0)`;

/**
 * Whether a text holds one of the forms; lines that base64 and quoted-printable break are joined. What is looked
 * through is made once for each text (OFFSET 0 keeps it apart), not once for each form, most texts are ASCII, whose
 * case costs a tenth to fold, and of the thirty forms four beginnings tell nearly every text that holds none.
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
   WHERE ${HOLDS('folded', '$3')} AND ${HOLDS('folded', '$1')}
      OR ${HOLDS('joined', '$4')} AND ${HOLDS('joined', '$2')})`;

/**
 * Takes an address out of what is not the subscriber's own row and is found by it: others' wishes to move to it, lines
 * of imports, what operators searched for, and what they wrote when they lifted its suppression. Texts that may quote
 * it are looked through later (`takeRedactions`): that takes seconds where many are kept.
 */
export async function forgetAddress(client: Queryable, { address, key, hash }: ErasedAddress): Promise<void> {
  await client.query(
    `UPDATE address_changes
        SET new_address = NULL, new_address_key = NULL, new_address_hash = NULL, old_waits = false, new_waits = false
      WHERE new_address_key = $1`,
    [key],
  );
  await client.query('DELETE FROM import_lines WHERE address_hash = $1', [hash]);
  await client.query('UPDATE notices SET recipient_hash = NULL WHERE recipient_hash = $1', [hash]);
  // A search with a name goes where it spells the whole address, or of a part of it all that stands before the @; any
  // other goes anyway. It is kept as somebody typed it.
  await client.query(
    `DELETE FROM reader_searches
      WHERE EXISTS (
        SELECT FROM unnest($1::text[]) AS spelled (address),
                    LATERAL (SELECT lower(btrim(filter -> 'asked' ->> 'find')) AS part) AS typed
         WHERE strpos(lower(concat_ws(' ', name, filter::text)), address) > 0
            OR strpos(address, part) > 0 AND (name IS NULL OR strpos(part, split_part(address, '@', 1)) > 0))`,
    [[key, withDomainInLetters(key)]],
  );
  await client.query('DELETE FROM suppression_lifts WHERE address_hash = $1', [hash]);
  await redactLater(client, { address, key, isWish: false });
}

/** An address for which texts are looked through. */
export interface Redaction extends Omit<ErasedAddress, 'hash'> {
  /** Whether they only wished for it, and may have wished for somebody else's. */
  readonly isWish: boolean;
}

/** Has texts looked through for an address; not where it is a reader's, of whom those texts are then. */
export async function redactLater(client: Queryable, { address, key, isWish }: Redaction): Promise<void> {
  await client.query(
    `INSERT INTO redactions (address, address_key, is_wish)
     SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM subscribers WHERE address_key = $2)`,
    [address, key, isWish],
  );
}

/**
 * Takes the next addresses whose texts are to be looked through, longest erased first, held by the transaction, with
 * which they are forgotten.
 */
export async function takeRedactions(client: Queryable, limit: number): Promise<readonly Redaction[]> {
  const { rows } = await client.query<Redaction>(
    `DELETE FROM redactions
      WHERE id IN (SELECT id FROM redactions ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
      RETURNING address, address_key AS key, is_wish AS "isWish"`,
    [limit],
  );
  return rows;
}

/** A message octet by octet; PostgreSQL has no text with NUL, for which a space stands here. */
const OCTETS = `convert_from(
  CASE WHEN position('\\x00'::bytea IN raw) = 0 THEN raw
       ELSE decode(replace(encode(raw, 'escape'), '\\000', '\\040'), 'escape') END, 'LATIN1')`;

/**
 * Takes addresses out of reports that nobody was found for, or that are about somebody else and quote them, of messages
 * that were set aside, and of lines of imports. Reports keep their class and their counts.
 */
export async function redactMentions(
  client: Queryable,
  { keys, plain, encoded, beginnings }: MentionedAddresses,
): Promise<void> {
  const forms = [plain, encoded, beginnings.plain, beginnings.encoded];
  await allowLongStatements(client);
  await client.query(
    `UPDATE feedback SET excerpt = NULL, reply = NULL WHERE ${MENTIONS('excerpt')} OR ${MENTIONS('reply')}`,
    forms,
  );
  await client.query(
    `DELETE FROM failed_mails
      WHERE ${MENTIONS(OCTETS)} OR ${MENTIONS("array_to_string(recipients, ' ')")}`,
    forms,
  );
  await client.query(
    `DELETE FROM import_lines USING unnest($1::text[], $2::text[]) AS erased (key, whole)
      WHERE strpos(lower(fields::text), key) > 0 AND lower(fields::text) ~ whole`,
    [keys, keys.map(wholeAddress)],
  );
}

/** For `~`: the address where it is not a part of a longer one, which is somebody else's. */
function wholeAddress(key: string): string {
  const itself = key.replace(/[^\p{L}\p{N}@]/gu, '\\$&');
  return `(^|[^[:alnum:]._+-])${itself}($|[^[:alnum:].-]|[.-]($|[^[:alnum:]]))`;
}
