const MAX_OCTETS = 102 * 1024;

/** Elements whose presence alone is a fault: programs, forms, and what is fetched from elsewhere. */
const FORBIDDEN =
  /<(script|form|input|textarea|select|iframe|object|embed|applet|base|video|audio|link|svg|frame)\b/i;

const TAG = /<[a-z][^>]*>/gi;

/** A picture of a paper: from the site, under the same address for everybody, of a size that is known without it. */
const PICTURE =
  /^<img class="pic" src="https?:\/\/[^/"]+(?:\/[^/"?]+)*\/pictures\/[0-9a-f]{32}\.jpg" width="\d+" height="\d+" alt=""[^>]*>$/;

/** The site's logo: the same of it, with the name in its place. */
const LOGO =
  /^<img src="https?:\/\/[^/"]+(?:\/[^/"?]+)*\/brand\/[\w-]{10}\/logo\.png" width="\d+" height="\d+" alt="[^"]+"[^>]*>$/;

/** What a mail's HTML must not hold, and the little that it must. */
export function htmlFaults(html: string): string[] {
  // Conditional comments are markup for one program; the rule is the same for it.
  const octets = Buffer.byteLength(html);
  const forbidden = FORBIDDEN.exec(html)?.[1];
  return [
    ...(octets < MAX_OCTETS ? [] : [`the HTML has ${octets} octets`]),
    ...(forbidden === undefined ? [] : [`the HTML holds <${forbidden}>`]),
    ...(/@import|url\s*\(/i.test(html) ? ['the style sheet fetches something'] : []),
    ...(/<meta[^>]*http-equiv\s*=\s*["']?refresh/i.test(html) ? ['the HTML redirects'] : []),
    ...(/<html[^>]*\slang="[a-z]{2}/i.test(html) ? [] : ['the HTML names no language']),
    ...(/prefers-color-scheme:\s*dark/.test(html) ? [] : ['the HTML has no dark theme']),
    ...(html.match(/<img\b[^>]*>/gi) ?? [])
      .filter((image) => !PICTURE.test(image) && !LOGO.test(image))
      .map((image) => `the HTML holds ${image}`),
    ...(html.match(TAG) ?? []).flatMap(tagFaults),
  ];
}

function tagFaults(tag: string): string[] {
  const links = [...tag.matchAll(/\s(?:href|src|action|background)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi)];
  return [
    ...(/\son[a-z]+\s*=/i.test(tag.replace(/"[^"]*"|'[^']*'/g, '""')) ? [`a handler in ${tag}`] : []),
    ...links
      .map(([, link = '']) => link.replace(/^["']|["']$/g, ''))
      // A place in the mail itself is no address.
      .filter((link) => !/^(?:(?:https?:\/\/|mailto:)[^\s"'<>]+|#[a-z][\w-]*)$/i.test(link))
      .map((link) => `a link to ${JSON.stringify(link)}`),
  ];
}
