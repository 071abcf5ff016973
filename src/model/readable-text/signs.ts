/** Everything that a rule may begin at. */
export const SIGNS =
  /https?:\/\/|www\.|[\\$^_{~*`["<&]|''|--|times(?!\p{L})|sim(?=\d)|(?:propto|[lgn]eq|infty)(?!\p{L})|ell(?=[\^_ ])|(?:math(?:cal|bb|bf|rm|frak|sf|it)|boldsymbol)(?=[{\p{Script=Greek}A-Z])/gu;
/** Without any of these there is nothing to read. */
const ANY_SIGN = new RegExp(SIGNS.source, 'u');

export function holdsMarkup(text: string): boolean {
  return ANY_SIGN.test(text);
}
