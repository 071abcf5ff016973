import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import { type DigestName, digestName } from '../model/digest-period.js';
import { charactersOf, LONGEST_INTRO, LONGEST_SUBJECT, tidyIntro } from '../model/intro.js';
import type { Language } from '../model/language.js';
import { oneLine } from '../model/one-line.js';
import { subjectFault } from '../model/subject-pattern.js';
import { textVersion } from '../model/text-version.js';
import { withoutAddresses } from '../model/without-addresses.js';
import { permit } from '../operators/permit.js';
import { recordAct } from '../store/audit.js';
import { inTransaction } from '../store/database.js';
import { type DigestDraft, type DigestWords, draftsOf, saveDraft } from '../store/digests/digest-drafts.js';
import { lockDigestKind } from '../store/digests/freeze-digest.js';
import type { CurationContext } from './curate.js';
import { refuseFrozen } from './curation-checks.js';

export interface WordsRequest {
  readonly digest: DigestName;
  readonly language: Language;
  /** Plain text; empty: none. Absent: as it is. */
  readonly intro?: string | undefined;
  /** As in `subjects.json`; empty: none. Absent: as it is. */
  readonly subject?: string | undefined;
  /** {@link wordsVersion} of those that are replaced; absent: whichever there are. */
  readonly version?: string | undefined;
}

/** Which words of a digest in one language somebody has read. */
export function wordsVersion(words: DigestWords | undefined): string {
  return textVersion(words?.intro ?? null, words?.subject ?? null);
}

/**
 * Drafts what is said with a digest in one language: an intro before its papers, and its subject line. Both freeze with
 * the digest.
 * @returns the draft as it is kept
 * @throws BroadsheetError FORBIDDEN, DIGEST_FROZEN, INPUT_INVALID with `part` in its details, DRAFT_CHANGED where others
 *   were written since
 */
export async function writeWords(
  { database, clock, log }: CurationContext,
  actor: Actor,
  { digest, language, version, ...given }: WordsRequest,
): Promise<DigestDraft> {
  const now = clock();
  permit(actor, 'digests:curate', now);
  const intro = given.intro === undefined ? undefined : introOf(given.intro);
  const subject = given.subject === undefined ? undefined : subjectOf(given.subject);
  const draft = await inTransaction(database, async (client) => {
    await lockDigestKind(client, digest.kind);
    await refuseFrozen(client, digest.kind, digest.period);
    const before = (await draftsOf(client, digest)).find((one) => one.language === language);
    const words = {
      intro: intro === undefined ? (before?.intro ?? null) : intro,
      subject: subject === undefined ? (before?.subject ?? null) : subject,
    };
    const made = { language, ...words, by: withoutAddresses(actor.name), at: now };
    if (words.intro === (before?.intro ?? null) && words.subject === (before?.subject ?? null))
      return before ?? made;
    if (version !== undefined && version !== wordsVersion(before)) throw changed(before?.by);
    await saveDraft(client, digest, made);
    const facts = { language, subject: made.subject, introCharacters: charactersOf(made.intro ?? '') };
    const name = digestName(digest.kind, digest.period);
    await recordAct(client, actor, { action: 'digest.draft', object: ['digest', name], facts });
    return made;
  });
  log.info({ digest: digestName(digest.kind, digest.period), language }, 'digest-drafted');
  return draft;
}

/** @throws BroadsheetError INPUT_INVALID */
function introOf(given: string): string | null {
  const intro = tidyIntro(given);
  const characters = charactersOf(intro);
  if (characters > LONGEST_INTRO)
    throw refused('intro', `An intro has ${LONGEST_INTRO} characters at most; this one has ${characters}.`);
  return intro === '' ? null : intro;
}

/** @throws BroadsheetError INPUT_INVALID */
function subjectOf(given: string): string | null {
  const subject = oneLine(given);
  if (subject === '') return null;
  const characters = charactersOf(subject);
  if (characters > LONGEST_SUBJECT)
    throw refused(
      'subject',
      `A subject has ${LONGEST_SUBJECT} characters at most; this one has ${characters}.`,
    );
  const fault = subjectFault(subject);
  if (fault !== null) throw refused('subject', `The subject cannot be used: ${fault}.`);
  return subject;
}

function changed(by = 'Somebody'): BroadsheetError {
  return new BroadsheetError('DRAFT_CHANGED', `${by} has changed these words since they were read.`);
}

function refused(part: 'intro' | 'subject', message: string): BroadsheetError {
  return new BroadsheetError('INPUT_INVALID', message, { details: { part } });
}
