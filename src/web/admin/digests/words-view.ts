import type { Texts } from '../../../i18n/texts.js';
import { introParagraphs, LONGEST_INTRO, LONGEST_SUBJECT } from '../../../model/intro.js';
import { type Language, languages } from '../../../model/language.js';
import type { DeskDigest } from './desk-view.js';

/** What a form about words held that was not taken. */
interface TypedWords {
  readonly language: Language;
  readonly intro: string;
  readonly subject: string;
}

/** Intro and subject of a digest in each language: a form each while it can be changed, else as they are frozen. */
export function wordsViews({ t }: Texts, desk: DeskDigest, typed: TypedWords | null) {
  const shown = languages.map((language) => {
    const held = typed?.language === language ? typed : null;
    const intro = held?.intro ?? desk.intro[language] ?? '';
    return {
      language,
      name: t(`admin-digests.in-${language}`),
      intro,
      paragraphs: introParagraphs(intro),
      subject: held?.subject ?? desk.subject[language] ?? '',
    };
  });
  const isFrozen = desk.standing !== null && desk.report.state !== 'held';
  return {
    languages: isFrozen ? shown.filter(({ intro, subject }) => intro !== '' || subject !== '') : shown,
    mostIntro: LONGEST_INTRO,
    mostSubject: LONGEST_SUBJECT,
  };
}
