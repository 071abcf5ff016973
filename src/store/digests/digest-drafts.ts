import type { DigestName } from '../../model/digest-period.js';
import type { WordsByLanguage } from '../../model/intro.js';
import type { Language } from '../../model/language.js';
import type { Queryable } from '../database.js';

/** What is to be said with a digest in one language. */
export interface DigestWords {
  /** Null for none. */
  readonly intro: string | null;
  /** Null: as its papers and the operator's templates have it. */
  readonly subject: string | null;
}

export interface DigestDraft extends DigestWords {
  readonly language: Language;
  /** Who wrote it last. */
  readonly by: string;
  readonly at: Date;
}

/** What is drafted for a digest, by language. */
export async function draftsOf(
  database: Queryable,
  { kind, period }: { readonly kind: string; readonly period: string },
): Promise<DigestDraft[]> {
  const { rows } = await database.query<DigestDraft>(
    `SELECT language, intro, subject, actor_name AS by, at FROM digest_drafts
      WHERE kind = $1 AND period = $2 ORDER BY language`,
    [kind, period],
  );
  return rows;
}

/** The same as it freezes: intro and subject by language. */
export function wordsOfDrafts(drafts: readonly DigestDraft[]): {
  readonly intro: WordsByLanguage;
  readonly subject: WordsByLanguage;
} {
  const of = (part: keyof DigestWords): WordsByLanguage =>
    Object.fromEntries(
      drafts.flatMap((draft) => (draft[part] === null ? [] : [[draft.language, draft[part]]])),
    );
  return { intro: of('intro'), subject: of('subject') };
}

/** Writes a draft in the place of the one before; one without words goes. */
export async function saveDraft(
  client: Queryable,
  { kind, period }: DigestName,
  { language, intro, subject, by, at }: DigestDraft,
): Promise<void> {
  if (intro === null && subject === null) {
    await client.query('DELETE FROM digest_drafts WHERE kind = $1 AND period = $2 AND language = $3', [
      ...[kind, period, language],
    ]);
    return;
  }
  await client.query(
    `INSERT INTO digest_drafts (kind, period, language, intro, subject, actor_name, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (kind, period, language)
     DO UPDATE SET intro = excluded.intro, subject = excluded.subject, actor_name = excluded.actor_name, at = excluded.at`,
    [kind, period, language, intro, subject, by, at],
  );
}
