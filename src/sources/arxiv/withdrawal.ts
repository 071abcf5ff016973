/** What is taken back, said of the paper that the comment is about. */
const WORK = 'paper|article|manuscript|submission|preprint|work|note|report|version|e-print|eprint|draft';
/** What is called so elsewhere may be what the paper is about. */
const THIS_WORK = `${WORK}|study|thesis|letter|chapter|survey|comment|document|entry|research|publication|material`;
const DONE = 'withdrawn|retracted|removed|deleted|taken down';
const HELP =
  '(?:is|was|has|have|had|been|being|now|hereby|since|thus|hence|therefore|also|already|will|be|[a-z]{2,14}ly)';
const POLITELY =
  '(?:kindly|sincerely|formally|officially|regretfully|respectfully|humbly|hereby|would|have|has)';
/** What authors say before the one word: an admission, a plea, where to look instead. */
const REASON =
  'errors?|erroneous|mistakes?|bugs?|flaws?|flawed|gaps?|wrong|incorrect|invalid|no longer|not valid|unsound|false|premature|incomplete|outdated|revisions?|superseded|merged|contained|subsumed|replaced|duplicate|obsolete|consent|permission|disagree|disputed?|sorry|apologi[ez]e|apologies|ignore|disregard|do not (?:cite|read|use)|instead|request';
const WISH =
  '(?:wish(?:es)?|want(?:s)?|would like|request(?:s|ed)?|ask(?:s|ed)?|decided|agreed?|regret|choose|have|has|had|need|must|forced|obliged|sorry)';

/** Who takes back what. Each is about this submission alone. */
const withdrawals: readonly RegExp[] = [
  // This paper has been withdrawn; the submission was removed by arXiv.
  new RegExp(
    `\\b(?:(?:the|our|my) (?:arxiv )?(?:${WORK})|this (?:(?!and\\b)\\w+ ){0,2}(?:${THIS_WORK}))(?: ${HELP})+ (?:${DONE})\\b`,
    'i',
  ),
  // It has been withdrawn; please ignore this paper, it has been withdrawn.
  new RegExp(
    `^\\W*(?:(?:please|kindly) (?:ignore|disregard|do not (?:cite|read|use)) [^.;:,]{0,60}[,;:]?\\s(?:as |since |because )?)?(?:it|this)(?: ${HELP})+ (?:withdrawn|retracted)\\b`,
    'i',
  ),
  // Paper withdrawn; submission withdrawn by the author.
  new RegExp(
    `^\\W*(?:arxiv admin(?:istrators?)? note:? )?(?:(?:this|the|our) )?(?:${WORK})(?:(?: ${HELP})* (?:withdrawn|retracted)|(?: ${HELP})+ (?:removed|taken down)(?! (?:to|in)\\b))\\b`,
    'i',
  ),
  // This paper has to be withdrawn; this paper is wrong and has been withdrawn.
  new RegExp(
    `\\b(?:this|the|our|my) (?:${WORK}) (?:ha[sd] to|must|should|needs to) be (?:(?:considered|regarded|seen|treated)(?: as)? )?(?:withdrawn|retracted)\\b`,
    'i',
  ),
  new RegExp(
    `\\b(?:(?:this|the|our|my) (?:${WORK}) (?:is|has|was|contains|needs|requires)|this is (?:a |an )?(?:duplicate|copy|mistake|wrong|incorrect|outdated|old)) [^.;:]{1,80} and (?:(?:has been|is|was|hence|therefore|thus|so) ){0,2}(?:withdrawn|retracted)\\b`,
    'i',
  ),
  /^\W*(?:arxiv admin(?:istrators?)? note:?\s+)?has been (?:withdrawn|retracted)\b/i,
  /^\W*arxiv admin(?:istrators?)? note:?\s+(?:withdrawn|retracted)\b/i,
  // Submitted by mistake and withdrawn.
  /^\W*(?:submitted|uploaded|posted) [^.;:,]{0,40}\b(?:mistake|error|accident|accidentally|consent|permission)\b[^.;:,]{0,30}(?:,| and)(?: (?:has been|is|was|hence|therefore|thus|so))* (?:withdrawn|retracted)\b/i,
  /^\W*(?:removed|taken down|withdraw) from (?:the )?arxiv\b/i,
  /^\W*(?:(?:withdrawal|retraction) notice|notice of (?:withdrawal|retraction))(?:\W*$|\s*[:;,.–—-])/i,
  new RegExp(
    `\\b(?:we|i|authors?) consider (?:this|the|our|my) (?:${WORK}) (?:as )?(?:withdrawn|retracted)\\b`,
    'i',
  ),
  // Withdrawn by the authors, by arXiv.
  new RegExp(
    `^(?!.*\\b(?:data|code|figure|table|section)\\b.*\\b(?:${DONE}))(?:\\W*|.*(?:[.;:,()–—-]\\s*|\\b(?:${WORK})\\s+))(?:(?:${HELP}|and|so|hence|therefore)\\s+)*(?:withdrawn|retracted|removed|taken down) by (?:the |its |their |our )?(?:(?:corresponding|first|submitting|original) )?(?:authors?|submitters?|arxiv|arxiv admin\\w*)\\b`,
    'i',
  ),
  // We withdraw this paper; I would like to withdraw it.
  new RegExp(
    `\\b(?:we|i|the authors?|authors?|arxiv)(?: (?:am|are|is|now|therefore|thus|will|${POLITELY}))* (?:(?:${WISH}(?: to| that we)?|going to) )?(?:withdraw|withdraws|withdrew|withdrawn|withdrawing|retract|retracts|retracted|retracting) (?:(?:this|the|our|my|their) (?:\\w+ )?(?:${WORK})|it|this(?! \\w))\\b`,
    'i',
  ),
  new RegExp(
    `\\b(?:and|so|hence|therefore|thus) (?:(?:we|i|are|am|have|hereby|will) )*(?:withdraw|withdrawing|withdrawn|retract|retracting|retracted) (?:this|the|our|my) (?:${WORK})\\b`,
    'i',
  ),
  // The authors request withdrawal of it.
  new RegExp(
    `\\b(?:we|i|the authors?|authors?)(?: ${POLITELY})* (?:${WISH}|requesting)(?: (?:the|its|a|for|that))* (?:withdrawal|retraction)\\b`,
    'i',
  ),
  new RegExp(`\\brequest(?:s|ed)? (?:that )?(?:this|the|our) (?:${WORK}) (?:to )?be (?:${DONE})\\b`, 'i'),
  new RegExp(
    `\\b(?:(?:ask|request|wish|want)(?:s|ed|es)?|would like) to have (?:this|the|our|my) (?:${WORK}) (?:${DONE})\\b`,
    'i',
  ),
  /^\W*(?:please|kindly|(?:the )?authors? request(?:ed)? to) withdraw\W*$/i,
  /^\W*(?:withdrawal|retraction) (?:is |was )?request(?:ed)?(?: by (?:the )?authors?)?\W*$/i,
  /^\W*(?:paper |article |submission |manuscript )?(?:removed|deleted)(?:\W*$| (?:due to|because)\b| by (?:the )?(?:authors?|submitters?)\b)/i,
  new RegExp(`\\b(?:please|kindly) (?:withdraw|retract|remove) (?:this|the|our|my) (?:${WORK})\\b`, 'i'),
  /\b(?:withdrawal|retraction) (?:is |was |has been )?requested by (?:the )?authors?\b/i,
  /^\W*(?:requesting (?:the )?(?:withdrawal|retraction)\b|(?:withdrawal|retraction)(?: of (?:the|this|our) (?:paper|article|manuscript|submission|preprint))?(?:\s*[:.–—]|\s+(?:due|because)\b))/i,
];

/** Bug in the code: withdrawn by the authors; error in Lemma 2, paper withdrawn. */
const AT_END = new RegExp(
  `[;:,(–—-]\\s*(?:(?:and|so|hence|therefore|the|this|our|${WORK}|${HELP}) )*(?:withdrawn|retracted)(?: by (?:the )?(?:authors?|submitters?|arxiv))?\\W*$`,
  'i',
);
const REASONED = new RegExp(`\\b(?:${REASON})\\b`, 'i');

/** A sentence may be the one word: `Withdrawn`, `Errors found. Retracted.` */
const ALONE =
  /^\W*(?:(?:now|temporarily|unfortunately|sadly|voluntarily|permanently) )?(?:withdrawn|retracted|withdraw|to be withdrawn(?=\W*$)|(?:the )?authors? (?:withdraw|withdrew|retract)s?(?=\W*$))(?:\W*$|\s*[;:,.()\]–—-]|\s+(?:(?:on )?(?:(?:\d{1,2} )?(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*|\d{4})|due|because|by|for|to|after|as|since|pending|until|on|upon|owing|in favou?r|and (?:replaced|superseded|merged|subsumed)|at (?:the|our|my|their|authors?['’]?s?) (?:request|wish)|voluntarily|from (?:the )?arxiv)\b)/i;

/** Another version, another paper, another venue: what is taken back is not this submission. */
const ANOTHER: readonly RegExp[] = [
  /\b(?:earlier|previous|prior|first|initial|original|old(?:er)?|former|preliminary|another|different|companion) (?:\w+ )?(?:version|submission|draft|paper|preprint|manuscript|article|work|upload)s?\b/i,
  /\b(?:if|unless|whenever|in case|may|might|could)\b[^.;,]*\b(?:withdrawn|retracted)\b/i,
  /\b(?:withdraw|withdrew|withdrawn|withdrawing) (?:(?:this|the|our|my|their) (?:paper|article|manuscript|submission|work)|it) from (?!(?:the )?(?:arxiv|public))/i,
  /\b(?:previously|originally|initially|formerly|mistakenly|erroneously|accidentally|wrongly|nearly|partially|partly) (?:withdrawn|retracted)\b|\bwithdrawn by (?:mistake|accident|error)\b/i,
  // A part of it.
  /\b(?:parts?|claims?|results?|sections?|theorems?|lemmas?|proofs?|conjectures?|statements?|figures?|tables?|chapters?|appendix|code|data)\b[^.;,]{0,40} (?:of|in|from) (?:this|the|our) (?:paper|article|manuscript|submission|preprint|work)(?: (?:is|was|has|have|been|are|were|now))+ (?:withdrawn|retracted|removed)\b/i,
  /\b(?:version|v) ?\d+\b[^.;]*\b(?:withdrawn|retracted|removed)\b/i,
  /\b(?:extended|corrected|revised|updated|new) (?:and \w+ )?(?:version|form) of\b/i,
  /\b(?:supersedes?|replaces?|corrects?|subsumes?)\b[^.;]*\b(?:withdrawn|retracted)\b/i,
  /\b(?:withdrawn|retracted|removed|withdraw|withdrew|withdrawing) (?:\w+ )?(?:from|at|after acceptance|before publication|and (?:re)?submitted)\b(?! (?:(?:the|our|my|their|authors?['’]?s?) )?(?:arxiv|public|request|wish))/i,
  // 2401.00001 was withdrawn by its authors
  /^\W*(?:arxiv\s?:?\s?)?(?:\d{4}[._]\d{4,5}|[a-z-]+(?:\.[a-z]{2})?\/\d{7})(?:v\d+)? (?:(?:is|was|has|been|now) )+(?:withdrawn|retracted|removed)\b/i,
  /\bresubmitted\b/i,
  /\b(?:figures?|sections?|theorems?|claims?|appendix|lemma|statements?|data ?sets?|table|code|conjecture)s?(?: [\w.]+)?(?: (?:is|was|were|has|have|been))* (?:withdrawn|retracted|removed)\b/i,
  /\bthe (?:claim|conjecture|result|statement|data ?set)s? (?:(?!(?:and|so|paper|article|manuscript|submission)\b)\w+ )*(?:withdrawn|retracted)\b/i,
];
/** Words that say it of this submission whatever else is told: `Withdrawn; superseded by 2405.13351`. */
const SURELY_THIS =
  /(?<!\bof )\bthis (?:paper|article|manuscript|submission|preprint|work) (?:has been|is|was) (?:\w+ )?withdrawn\b(?! from\b| by (?:mistake|accident|error)\b)/i;

/** The notice begins the sentence: what it tells behind it, as of another paper, is the reason. */
const BEGINS_WITH_IT =
  /^\W*(?:now |temporarily )?(?:withdrawn|retracted)(?:\s*[;,(]|\s+(?:due|because|as|since|owing)\b)(?!.*\bresubmitted\b)/i;

/** How long it is, before what is said of it. */
const EXTENT = /^(?:\W*\d+(?:\s?\+\s?\d+)?\s?(?:pages?|pp|figures?|figs?|tables?)\b[.,;]?(?:\s+and\b)?\s*)+/i;
/** In `arXiv:2405.13351` the colon sets nothing apart. */
const NAMED_PAPER = /\barxiv\s?:\s?(?=\d|[a-z-]+\/\d)/gi;

/** Nor does the point of an id end anything. */
const POINT_OF_ID = /\b(\d{4})\.(?=\d{4,5}\b)/g;

/** Who withdraws a paper says it sooner; of endless sentences no more is gone through. */
const LONGEST_SENTENCE = 600;

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
  const sentence = given.replace(EXTENT, '').replace(NAMED_PAPER, 'arXiv ').replace(POINT_OF_ID, '$1_');
  if (isAboutAnother(sentence)) return false;
  return ALONE.test(sentence) || saysSoAtEnd(sentence) || withdrawals.some((notice) => notice.test(sentence));
}

/** What stands before it is one clause and no venue: of that the withdrawal would be another's matter. */
function saysSoAtEnd(sentence: string): boolean {
  const end = AT_END.exec(sentence);
  if (end === null) return false;
  const clause = sentence.slice(0, end.index);
  return !/[:;,–—]/.test(clause) && REASONED.test(clause);
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
    .split(
      /(?<=[.!?])(?<!\b(?:[Ee]qs?|[Ff]igs?|[Ss]ecs?|[Tt]hms?|[Rr]efs?|[Nn]os?|Lem|Prop|Cor|Def|al|cf|vs)\.)\s+|;\s+(?=[A-Z])|\n+/,
    )
    .filter((sentence) => sentence !== '')
    .map((sentence) => sentence.slice(0, LONGEST_SENTENCE));
}
