import type { Answer, PaperAnswers } from '../../model/answer.js';
import type { Texts } from '../../texts/texts.js';

/** A button that gives an answer. */
export interface AnswerButton {
  readonly answer: Answer;
  readonly text: string;
  /** It was pressed before; pressing it again takes it back. */
  readonly pressed: boolean;
}

/** The buttons under a paper, for what the reader has said of it so far. */
export function answerButtons({ say }: Texts, { vote, saved }: PaperAnswers): readonly AnswerButton[] {
  return [
    toggle(say('answers.more'), vote === 'more', 'more', 'undo-vote'),
    toggle(say('answers.less'), vote === 'less', 'less', 'undo-vote'),
    toggle(say('answers.save'), saved, 'save', 'undo-save'),
  ];
}

function toggle(text: string, pressed: boolean, answer: Answer, undo: Answer): AnswerButton {
  return { text, pressed, answer: pressed ? undo : answer };
}
