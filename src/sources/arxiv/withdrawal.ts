/** How authors and administrators write that a paper was taken back. */
const WORK = 'paper|article|manuscript|submission|preprint|work|note|report|version';
const notices = [
  new RegExp(
    `\\b(this|the|our) (${WORK}) (is|was|has|have) ((now|since|thus|been|being|temporarily) ){0,3}(withdrawn|retracted)\\b`,
    'i',
  ),
  new RegExp(`\\b(${WORK}) (withdrawn|retracted) (by|due|because|from|since|for|as)\\b`, 'i'),
  /\bwithdrawn by (the |its |their )?(authors?|arxiv|submitter)/i,
  /\b(we|the authors?) (have |has |hereby |are |is )*(withdrawn|withdraw|withdrawing|retract|retracted) (this|the|our)\b/i,
];
/** A comment may say so in one word. */
const BARE = /^\W*(withdrawn|retracted)\b/i;

/**
 * Whether a paper was withdrawn. arXiv keeps it listed: a new version says so in its comment, and as a rule in
 * place of its abstract (https://info.arxiv.org/help/withdraw.html). Within an abstract, only the beginning
 * counts: papers are written about withdrawn papers, too.
 */
export function isWithdrawn({ comment, abstract }: { comment: string; abstract: string }): boolean {
  if (BARE.test(comment) || notices.some((notice) => notice.test(comment))) return true;
  const [beginning = ''] = abstract.trimStart().split(/(?<=\.)\s/);
  return notices.some((notice) => {
    const found = notice.exec(beginning);
    return found !== null && found.index <= MOST_BEFORE;
  });
}

/** Such as "Note: ", before the notice of an abstract. */
const MOST_BEFORE = 12;
