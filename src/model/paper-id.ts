/** Year and month, from April 2007 on; the number has four digits until December 2014, and five since. */
const NEW_ID = String.raw`(?:0(?:7(?:0[4-9]|1[0-2])|[89](?:0[1-9]|1[0-2]))|1[0-4](?:0[1-9]|1[0-2]))\.\d{4}|(?:1[5-9]|[2-8]\d)(?:0[1-9]|1[0-2])\.\d{5}`;
/** Year and month behind the archive, until March 2007. */
const OLD_NUMBER = String.raw`(?:(?:9[1-9]|0[0-6])(?:0[1-9]|1[0-2])|070[1-3])\d{3}`;
const ARXIV_ID = new RegExp(String.raw`^(?:${NEW_ID}|[a-z-]{2,20}(?:\.[A-Z]{2})?\/${OLD_NUMBER})$`);
/** Where papers are shown under their ids: the last part of a path before one. */
const PLACES = String.raw`abs|pdf|html|ps|src|e-print|format|papers?(?:\/\d{4})?|overview|forum|abstract|tb|arxiv|doi`;
/** What shows another page: an archive, a reader. */
const AROUND_ADDRESS = String.raw`https?:\/\/[\w.-]+\/(?:[\w*-]+\/){0,2}(?=https?:\/\/)`;
/** The name of arXiv before an id, and what people put between the two. */
const ARXIV_NAME = String.raw`arxiv(?:\.org)?(?:\s(?:id|identifier|number|no\.?))?(?:\s?[:./_#-])?\s?[([]?`;
/** An address of one, a DOI of arXiv's, or the name of arXiv; nothing where the id stands alone. */
const BEFORE_ID = String.raw`(?:${AROUND_ADDRESS})?(?:corr[,:]?\s+)?(?:(?:https?:\/\/)?[\w.-]+(?::\d+)?\/{1,2}(?:[\w-]+\/){0,2}?(?:${PLACES})\/|\/?(?:${PLACES})\/)?(?:doi(?::\s*|\s))?(?:(?:https?:\/\/)?(?:www\.|dx\.)?doi\.org\/)?(?:10\.48550\/)?(?:oai:)?(?:(?:https?:\/\/)?[\w.-]+\/(?=arxiv:))?(?:(?:info|urn):(?=arxiv)|(?:arxiv )?(?:(?:e-?)?preprint|e-?prints?)[:,\s]\s*|eprint\s*[:=]\s*\{?)?(?:${ARXIV_NAME})?`;
/** Version, kind of file, category, date, and what a browser adds. */
const BEHIND_ID = String.raw`(?:\s?\(?v[1-9]\d{0,2}\)?)?(?:\s?\(\d{1,2}\)(?=\.pdf))?(?:\.pdf|\.html|\.md)?\/?(?:\s*\[[a-z-]+(?:\.[a-z-]+)?\]?)?(?:,?\s*(?:\d{1,2} [a-z]{3,9} )?\(?\d{4}\)?)?(?:[?#]\S*)?`;
/** An id as people and programs write it. */
const WRITTEN_ID = new RegExp(
  String.raw`^${BEFORE_ID}(\d{4}\.\d{4,5}|[a-z-]{2,20}(?:\.[a-z-]{2,10})?\/\d{7})${BEHIND_ID}$`,
  'i',
);
/** What stands around an id in a text: quotation marks, brackets, the end of a sentence. */
const AROUND = /^[\s<("'`‘“„«‹「『《〈【[{*_]+|[\s>)"'`’”“»›」』》〉】\].,;:!?…。、，}*_]+$/g;
/** The mark of an item of a list, or of a quotation. */
const ITEM = /^(?:[-–•*>·]|\d{1,2}[.)])\s+/;
/** What a file on somebody's own disk is called. */
const LOCAL_FILE = /^(?:file:\/\/|~?[\\/]|[a-z]:\\)\S*[\\/](?=[^\\/]+\.pdf$)/i;
/** A link of Markdown or LaTeX, and the title of a page on arXiv, `[2607.28628] A Title`. */
const WRAPPED =
  /^(?:\[[^\]]*\]\(([^()\s]+)\)|\\url\{([^{}\s]+)\}|\\href\{([^{}\s]+)\}.*|\[(\S{9,20})\]\s.+)$/i;
/** A longer text is no id. */
export const LONGEST_WRITTEN_ID = 300;

/** arXiv began in 1991; a smaller number is of this century. */
const FIRST_YEAR = 91;

/** The year that the first two digits of an arXiv id's number stand for. */
export function arxivYear(digits: string): number {
  const year = Number(digits);
  return year + (year >= FIRST_YEAR ? 1900 : 2000);
}
/** `math.GT/0309136` and `math/0309136`, `cond-mat.str-el/0309136` and `cond-mat/0309136` name one paper: the subject class was never part of the id. */
const SUBJECT_CLASS = /\.[a-z-]{2,10}(?=\/)/i;

/** True for an arXiv id of either scheme, without a version (https://info.arxiv.org/help/arxiv_identifier.html). */
export function isArxivId(text: string): boolean {
  return ARXIV_ID.test(text);
}

/**
 * The id of an arXiv paper out of what somebody calls it: an address on arXiv, Hugging Face or elsewhere, a DOI,
 * `arXiv:2607.28628v1 [cs.CL]`, a file's name; without version and subject class. Among other words, as in what a
 * telephone shares, it has to be called an address or an id of arXiv's, and no other may stand there.
 * @returns null where that is no arXiv id
 */
export function arxivIdOf(text: string): string | null {
  const written = text
    .slice(0, LONGEST_WRITTEN_ID)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/%(?:2f|3a|20|0a|0d)/gi, decodeURIComponent)
    .replace(OTHER_CATALOGUES, 'arXiv:$1$3.$2$4')
    .trim();
  return idAlone(written) ?? idAlone(written.replace(/\s*\n\s*/g, '')) ?? onlyNamed(written);
}

/** Of dblp, `abs-2607-28628`, and of ADS, `2026arXiv260728628M`. */
const OTHER_CATALOGUES =
  /(?<![\w])(?:https?:\/\/[\w./-]{0,60}\/)?(?:abs-(\d{4})-(\d{4,5})(?:\.html)?|(?:19|20)\d\darxiv(\d{4})\.?(\d{4,5})[a-z](?:\/abstract)?)(?!\w)/i;

/** The id that a text consists of. */
function idAlone(written: string): string | null {
  const inside =
    WRAPPED.exec(written)
      ?.slice(1)
      .find((part) => part !== undefined) ?? written.replace(LOCAL_FILE, '');
  const found = WRITTEN_ID.exec(inside) ?? WRITTEN_ID.exec(inside.replace(ITEM, '').replace(AROUND, ''));
  return validId(found?.[1]);
}

/** Of an id in any case and with any subject class the one that arXiv has; null where there is none such. */
function validId(found: string | undefined): string | null {
  const id = found?.toLowerCase().replace(SUBJECT_CLASS, '');
  return id === undefined || !isArxivId(id) ? null : id;
}

/** The only paper that a longer text names; null where it names none, or several. */
function onlyNamed(written: string): string | null {
  const ids = new Set<string>();
  let isNamed = false;
  for (const { 0: found, index } of written.matchAll(ID_WITHIN)) {
    const id = validId(found);
    if (id === null) continue;
    ids.add(id);
    isNamed ||= NAMED_BEFORE.test(written.slice(Math.max(0, index - LONGEST_NAME), index));
  }
  const [only] = ids;
  return isNamed && ids.size === 1 && only !== undefined ? only : null;
}

const ID_WITHIN =
  /(?<![\w.])(?:\d{4}\.\d{4,5}|[a-z-]{2,20}(?:\.[a-z-]{2,10})?\/\d{7})(?=(?:v[1-9]\d{0,2})?(?!\w|\.\d|\/v\d))/gi;
const LONGEST_NAME = 80;
/** What says that an id is a paper's: arXiv's name, its DOI, BibTeX, or an address where papers are shown. */
const NAMED_BEFORE = new RegExp(
  String.raw`(?:(?<![\w.-])${ARXIV_NAME}|10\.48550\/(?:arxiv\.)?|eprint\s?=\s?[{"]|(?:(?:^|[\s([{<"'“=>*])(?:https?:\/\/)?|\/https?:\/\/)(?:(?:[\w-]+\.){0,3}(?:arxiv|alphaxiv)\.org\/(?:[\w-]+\/){0,3}(?:[\w-]+\?id_list=)?|(?:[\w-]+\.){1,4}[\w-]+\/{1,2}(?:[\w-]+\/){0,2}(?:${PLACES})\/)(?:arxiv:)?)$`,
  'i',
);
