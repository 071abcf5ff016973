/** What is taken back, said of the paper that the comment is about. */
const WORK = 'paper|article|manuscript|submission|preprint|work|note|report|version|e-print|eprint|draft';
const DONE = 'withdrawn|retracted|removed|taken down';
const HELP =
  '(?:is|was|has|have|had|been|being|now|hereby|since|thus|temporarily|also|voluntarily|permanently)';
const WISH =
  '(?:wish(?:es)?|want(?:s)?|would like|request(?:s|ed)?|ask(?:s|ed)?|decided|agreed?|regret|choose|have|has|had|need)';

/** Who takes back what. Each is about this submission alone. */
const withdrawals: readonly RegExp[] = [
  // This paper has been withdrawn; the submission was removed by arXiv.
  new RegExp(`\\b(?:this|the|our|my) (?:arxiv )?(?:${WORK})(?: ${HELP})+ (?:${DONE})\\b`, 'i'),
  // Paper withdrawn; submission withdrawn by the author.
  new RegExp(
    `^\\W*(?:arxiv admin(?:istrators?)? note:? )?(?:(?:this|the|our) )?(?:${WORK})(?: ${HELP})* (?:withdrawn|retracted)\\b`,
    'i',
  ),
  // This paper has to be withdrawn; this paper is wrong and has been withdrawn.
  new RegExp(
    `\\b(?:this|our|my) (?:${WORK}) (?:has to|must|should|needs to) be (?:withdrawn|retracted)\\b`,
    'i',
  ),
  new RegExp(
    `\\b(?:this|the|our|my) (?:${WORK}) (?:is|has|contains|needs|requires) [^.;:]{1,80} and (?:has been|is|was) (?:withdrawn|retracted)\\b`,
    'i',
  ),
  /^\W*(?:arxiv admin(?:istrators?)? note:?\s+)?has been (?:withdrawn|retracted)\b/i,
  /^\W*arxiv admin(?:istrators?)? note:?\s+(?:withdrawn|retracted)\b/i,
  // Withdrawn by the authors, by arXiv.
  new RegExp(
    `^(?!.*\\b(?:data|code|figure|table|section)\\b.*\\b(?:${DONE}))(?:\\W*|.*(?:[.;:,()–—-]\\s*|\\b(?:${WORK})\\s+))(?:(?:${HELP}|and|so|hence|therefore)\\s+)*(?:withdrawn|retracted|removed) by (?:the |its |their |our )?(?:(?:corresponding|first|submitting|original) )?(?:authors?|submitters?|arxiv|arxiv admin\\w*)\\b`,
    'i',
  ),
  // We withdraw this paper; I would like to withdraw it.
  new RegExp(
    `\\b(?:we|i|the authors?|authors?|arxiv)(?: (?:am|are|is|have|has|hereby|now|therefore|thus|respectfully))* (?:${WISH}(?: to| that we)? )?(?:withdraw|withdraws|withdrew|withdrawn|withdrawing|retract|retracts|retracted|retracting) (?:(?:this|the|our|my|their) (?:\\w+ )?(?:${WORK})|it|this(?! \\w))\\b`,
    'i',
  ),
  // The authors request withdrawal of it.
  new RegExp(
    `\\b(?:we|i|the authors?|authors?)(?: (?:have|has|hereby|would))* (?:${WISH}|requesting)(?: (?:the|its|a|for|that))* (?:withdrawal|retraction)\\b`,
    'i',
  ),
  new RegExp(`\\brequest(?:s|ed)? (?:that )?(?:this|the|our) (?:${WORK}) (?:to )?be (?:${DONE})\\b`, 'i'),
  new RegExp(
    `\\b(?:ask|request|wish|want)(?:s|ed|es)? to have (?:this|the|our|my) (?:${WORK}) (?:${DONE})\\b`,
    'i',
  ),
  new RegExp(`\\bplease (?:withdraw|retract|remove) (?:this|the|our|my) (?:${WORK})\\b`, 'i'),
  /\b(?:withdrawal|retraction) (?:is |was |has been )?requested by (?:the )?authors?\b/i,
  /^\W*(?:requesting (?:the )?(?:withdrawal|retraction)\b|(?:withdrawal|retraction)(?: of (?:the|this|our) (?:paper|article|manuscript|submission|preprint))?(?:\s*[:.–—]|\s+(?:due|because)\b))/i,
  // Bug in the code: withdrawn by the authors; error in Lemma 2, paper withdrawn. A venue before it would be another's matter.
  new RegExp(
    `^[^:;,–—]*\\b(?:errors?|mistakes?|bugs?|flaws?|flawed|wrong|incorrect|invalid|superseded|merged|contained|subsumed|replaced|duplicate|obsolete)\\b[^:;,–—]*[;:,–—-]\\s*(?:(?:and|so|the|this|our|${WORK}|${HELP}) )*(?:withdrawn|retracted)(?: by (?:the )?(?:authors?|submitters?|arxiv))?\\W*$`,
    'i',
  ),
];

/** A sentence may be the one word: `Withdrawn`, `Errors found. Retracted.` */
const ALONE =
  /^\W*(?:now |temporarily )?(?:withdrawn|retracted)(?:\W*$|\s*[;:,.()\]–—-]|\s+(?:due|because|by|for|to|after|as|since|pending|until|on|upon|owing|in favou?r|and (?:replaced|superseded|merged|subsumed)|at (?:the|our|my|their) (?:request|wish)|from (?:the )?arxiv)\b)/i;

/** Another version, another paper, another venue: what is taken back is not this submission. */
const ANOTHER: readonly RegExp[] = [
  /\b(?:earlier|previous|prior|first|initial|original|old(?:er)?|former|preliminary|another|different|companion) (?:\w+ )?(?:version|submission|draft|paper|preprint|manuscript|article|work|upload)s?\b/i,
  /\b(?:version|v) ?\d+\b[^.;]*\b(?:withdrawn|retracted|removed)\b/i,
  /\b(?:extended|corrected|revised|updated|new) (?:and \w+ )?(?:version|form) of\b/i,
  /\b(?:supersedes?|replaces?|corrects?|subsumes?)\b[^.;]*\b(?:withdrawn|retracted)\b/i,
  /\b(?:withdrawn|retracted|removed|withdraw|withdrew|withdrawing) (?:\w+ )?(?:from|at|after acceptance|before publication|and (?:re)?submitted)\b(?! (?:(?:the|our|my|their) )?(?:arxiv|public|request|wish))/i,
  // 2401.00001 was withdrawn by its authors
  /^\W*(?:arxiv\s?:?\s?)?(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?\/\d{7})(?:v\d+)? (?:(?:is|was|has|been|now) )+(?:withdrawn|retracted|removed)\b/i,
  /\bresubmitted\b/i,
  /\b(?:figures?|sections?|theorems?|claims?|appendix|lemma|statements?|data ?sets?|table|code|conjecture)s?(?: [\w.]+)?(?: (?:is|was|were|has|have|been))* (?:withdrawn|retracted|removed)\b/i,
  /\bthe (?:claim|conjecture|result|statement|data ?set)s? (?:(?!(?:and|so|paper|article|manuscript|submission)\b)\w+ )*(?:withdrawn|retracted)\b/i,
];
/** Words that say it of this submission whatever else is told: `Withdrawn; superseded by 2405.13351`. */
const SURELY_THIS =
  /(?<!\bof )\bthis (?:paper|article|manuscript|submission|preprint|work) (?:has been|is|was) (?:\w+ )?withdrawn\b(?! from\b)/i;

/** The notice begins the sentence: what it tells behind it, as of another paper, is the reason. */
const BEGINS_WITH_IT =
  /^\W*(?:now |temporarily )?(?:withdrawn|retracted)(?:\s*[;,(]|\s+(?:due|because|as|since|owing)\b)(?!.*\bresubmitted\b)/i;

/** How long it is, before what is said of it. */
const EXTENT = /^(?:\W*\d+(?:\s?\+\s?\d+)?\s?(?:pages?|pp|figures?|figs?|tables?)\b[.,;]?(?:\s+and\b)?\s*)+/i;
/** In `arXiv:2405.13351` the colon sets nothing apart. */
const NAMED_PAPER = /\barxiv\s?:\s?(?=\d|[a-z-]+\/\d)/gi;

/** Such as "Note: ", before the notice of an abstract. */
const MOST_BEFORE = 24;

/**
 * Whether a paper was withdrawn. arXiv keeps it listed: a new version says so in its comment, and as a rule in
 * place of its abstract (https://info.arxiv.org/help/withdraw.html). Of a comment each sentence is asked who takes
 * back what: this submission, by its authors or by arXiv. Of an abstract only the beginning counts: papers are
 * written about withdrawn papers, too.
 */
export function isWithdrawn({ comment, abstract }: { comment: string; abstract: string }): boolean {
  if (sentencesOf(comment).some(saysSo)) return true;
  const [beginning = '', ...more] = sentencesOf(abstract);
  // What would begin a sentence of an abstract is a notice where it is all that stands there.
  if (more.length === 0 && ALONE.test(beginning)) return true;
  if (isAboutAnother(beginning)) return false;
  return withdrawals.some((notice) => {
    const found = notice.exec(beginning);
    return found !== null && found.index <= MOST_BEFORE;
  });
}

function saysSo(given: string): boolean {
  const sentence = given.replace(EXTENT, '').replace(NAMED_PAPER, 'arXiv ');
  if (isAboutAnother(sentence)) return false;
  return ALONE.test(sentence) || withdrawals.some((notice) => notice.test(sentence));
}

function isAboutAnother(sentence: string): boolean {
  return ANOTHER.some((other) => other.test(sentence)) && !isSurelyThis(sentence);
}

function isSurelyThis(sentence: string): boolean {
  return SURELY_THIS.test(sentence) || BEGINS_WITH_IT.test(sentence);
}

function sentencesOf(text: string): string[] {
  return text
    .trim()
    .split(/(?<=[.!?])\s+|;\s+(?=[A-Z])|\n+/)
    .filter((sentence) => sentence !== '');
}
