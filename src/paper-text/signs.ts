/** Names that a source left without their backslash. */
const LOST =
  /times(?![a-z])|sim(?=\d)|approx(?=\s*[-+]?\d)|(?:propto|[lgn]eq|infty)(?![a-z])|ell(?=[\^_ ])|(?:math(?:cal|bb|bf|rm|frak|sf|it)|boldsymbol)(?=[{\u0370-\u03FFA-Z])/
    .source;

/** Everything that a rule may begin at. */
export const SIGNS = new RegExp(`https?://|www\\.|[\\\\$^_{~*\`["<&]|''|--|${LOST}`, 'g');

/** What a text holds where there is anything to read; addresses and quotation marks alone are not. */
const MARKUP = new RegExp(`[\\\\$^_{~*\`]|''|--|\\]\\(|<[A-Za-z]|&[#A-Za-z]|${LOST}`);

export function holdsMarkup(text: string): boolean {
  return MARKUP.test(text);
}
