/** What a reader says of a paper: more like this, or less. */
export type Vote = 'more' | 'less';

/** What the buttons under a paper do; each is undone by another. */
export type Answer = Vote | 'undo-vote' | 'save' | 'undo-save';

export const answers: readonly Answer[] = ['more', 'less', 'undo-vote', 'save', 'undo-save'];

export function isAnswer(text: unknown): text is Answer {
  return answers.some((answer) => answer === text);
}

/** What a reader has said of one paper so far. */
export interface PaperAnswers {
  readonly vote: Vote | null;
  readonly saved: boolean;
}

/** How many readers liked a paper, by a vote or a save, and how many did not; nobody is named. */
export interface Tally {
  readonly liked: number;
  readonly disliked: number;
}

export const noTally: Tally = { liked: 0, disliked: 0 };

export const noAnswers: PaperAnswers = { vote: null, saved: false };
