import type { Texts } from '../../i18n/texts.js';
import type { Answer, PaperAnswers } from '../../model/answer.js';

/** A button that gives an answer. */
export interface AnswerButton {
  readonly answer: Answer;
  readonly text: string;
  /** It was pressed before; pressing it again takes it back. */
  readonly pressed: boolean;
}

/** The buttons under a paper, for what the reader has said of it so far. */
export function answerButtons({ t }: Texts, { vote, saved }: PaperAnswers): readonly AnswerButton[] {
  return [
    toggle(t('answers.more'), vote === 'more', 'more', 'undo-vote'),
    toggle(t('answers.less'), vote === 'less', 'less', 'undo-vote'),
    toggle(t('answers.save'), saved, 'save', 'undo-save'),
  ];
}

function toggle(text: string, pressed: boolean, answer: Answer, undo: Answer): AnswerButton {
  return { text, pressed, answer: pressed ? undo : answer };
}
