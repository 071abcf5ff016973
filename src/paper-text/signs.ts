/** Colours whose \textcolor a source took away, `black{so}`. */
export const COLOURS =
  'black|white|red|green|blue|cyan|magenta|yellow|gray|grey|orange|purple|brown|teal|violet|olive|pink|lime';
/** Commands of text that are no words. */
export const TEXT_COMMANDS = 'text(?:bf|it|tt|sc|rm|sf|sl|color)|emph|underline|mbox';
/** Units before which a thin space, `\,`, became a comma: `0.367,s`. */
const UNITS =
  '[mµnpk]?s|[mµnckdM]?m|[mkµ]?g|[kMG]?Hz|[mkM]?V|[kMGTm]?eV|[mkMGT]?W|[KMGT]i?B|d[BC]|fps|pp|px|rad|mol|min|Pa|K|T|h';

/** Names that a source left without their backslash. */
const LOST = `${
  /times(?![a-z])|sim(?=\d)|(?:long)?(?:left|right|leftright|Left|Right|Leftright)arrow(?![a-z])|approx(?=\s*[-+]?\d)|pm(?=\d)|(?:le|ge|ll|gg)(?=\d)|(?:propto|[lgn]eq|infty)(?![a-z])|ell(?=[\^_ ])|(?:math(?:cal|bb|bf|rm|frak|sf|it)|boldsymbol)(?=[{\u0370-\u03FFA-Z])/
    .source
}|(?<=\\d),(?=(?:${UNITS})(?![\\p{L}\\p{N}]))|(?:${COLOURS}|${TEXT_COMMANDS})(?=\\{)`;

/** Everything that a rule may begin at. */
export const SIGNS = new RegExp(`https?://|www\\.|[\\\\$^_{~*\`["<&]|''|--|${LOST}`, 'gu');

/** What a text holds where there is anything to read; addresses and quotation marks alone are not. */
const MARKUP = new RegExp(
  `[\\\\$^_{~*\`]|''|--|\\]\\(|<[A-Za-z]|&[#A-Za-z]|(?<=[\\p{L}\\p{N}/])https?://|${LOST}`,
  'u',
);

export function holdsMarkup(text: string): boolean {
  return MARKUP.test(text);
}
