/** A page of the admin and an address that it has. */
export interface Page {
  readonly route: string;
  /** Null: nobody has said yet what its address may hold. */
  readonly url: string | null;
}

/** What stands in an address for a part that is not fixed, by the part's name or by a route, for those that begin with it. */
export type Examples = Readonly<Record<string, string>>;

/** Pages that lead away from where one is signed in, or that begin something. */
const LEFT_OUT = /^\/admin\/(?:login|begin|invite|recover|enrol)(?:\/|$)/;

/** Each page that the router has below `/admin`, of the tree that it prints. */
export function pagesOf(tree: string, examples: Examples, queries: readonly string[]): readonly Page[] {
  const parts: string[] = [];
  const routes = tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods = ''] = /^([│ ]*)[├└]── (\S*)(?: \(([^)]*)\))?/.exec(line) ?? [];
    parts.splice(indent.length / 4, parts.length, part);
    const url = parts.join('').replace(/(.)\/$/, '$1');
    return methods.split(', ').includes('GET') && /^\/admin(?:\/|$)/.test(url) ? [url] : [];
  });
  return [...new Set(routes)]
    .filter((route) => !LEFT_OUT.test(route))
    .flatMap((route) => {
      const url = addressOf(route, examples);
      const more = queries.filter((query) => query.split('?')[0] === url);
      return [{ route, url }, ...more.map((query) => ({ route: query, url: query }))];
    });
}

function addressOf(route: string, examples: Examples): string | null {
  const [begins = ''] = Object.keys(examples)
    .filter((key) => route === key || route.startsWith(`${key}/`))
    .sort((one, other) => other.length - one.length);
  const rest = route.slice(begins.length);
  const names = [...rest.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  if (names.some((name) => examples[name] === undefined)) return null;
  return (examples[begins] ?? '') + rest.replace(/:(\w+)/g, (_, name: string) => examples[name] ?? '');
}
