import { wordsVersion } from '../../../digests/write-words.js';
import type { Texts } from '../../../i18n/texts.js';
import { introParagraphs, LONGEST_INTRO, LONGEST_SUBJECT } from '../../../model/intro.js';
import { type Language, languages } from '../../../model/language.js';
import type { DeskDigest } from './desk-view.js';

/** What a form about words held that was not taken. */
export interface TypedWords {
  readonly language: Language;
  readonly intro: string;
  readonly subject: string;
  /** Somebody else has saved others since the form was made. */
  readonly isOutrun: boolean;
}

/** Intro and subject of a digest in each language: a form each while it can be changed, else as they are frozen. */
export function wordsViews(texts: Texts, desk: DeskDigest, typed: TypedWords | null) {
  const isFrozen = desk.standing !== null && desk.report.state !== 'held';
  const shown = languages.map((language) => {
    const held = typed?.language === language ? typed : null;
    const saved = { intro: desk.intro[language] ?? '', subject: desk.subject[language] ?? '' };
    const { intro, subject } = held ?? saved;
    return {
      language,
      name: texts.t(`admin-digests.in-${language}`),
      ...{ intro, subject },
      version: wordsVersion(desk.drafts.find((draft) => draft.language === language)),
      theirs: held?.isOutrun ? theirsView(texts, desk, language) : null,
      // What is frozen, and apart from it what came too late, so that neither is taken for the other.
      frozen: { ...saved, paragraphs: introParagraphs(saved.intro) },
      late: isFrozen && held !== null ? { intro, subject } : null,
    };
  });
  const isSaid = ({ frozen, late }: (typeof shown)[number]) =>
    frozen.intro !== '' || frozen.subject !== '' || late !== null;
  return {
    languages: isFrozen ? shown.filter(isSaid) : shown,
    mostIntro: LONGEST_INTRO,
    mostSubject: LONGEST_SUBJECT,
  };
}

/** What somebody saved while another wrote. */
function theirsView({ t, dates }: Texts, { drafts }: DeskDigest, language: Language) {
  const draft = drafts.find((one) => one.language === language);
  if (draft === undefined) return { says: t('admin-digests.theirs-none'), subject: null, intro: [] };
  const { by, at, subject, intro } = draft;
  return {
    says: t('admin-digests.theirs', { by, at: dates.moment(at) }),
    subject,
    intro: introParagraphs(intro),
  };
}
