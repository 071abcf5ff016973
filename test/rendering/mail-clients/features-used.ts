import { Parser } from 'htmlparser2';
import postcss, { type AtRule, type Container, type Rule } from 'postcss';

/** A feature of HTML or CSS by the name that caniemail.com has for it, or would have. */
export interface UsedFeature {
  readonly feature: string;
  /** Where it stands, to be shown. */
  readonly place: string;
  /** Features without which this one is not read: the media queries around it, the selector before it. */
  readonly within: readonly string[];
}

/** Names of which one feature holds several. */
const PROPERTIES: Readonly<Record<string, string>> = {
  bottom: 'left-right-top-bottom',
  left: 'left-right-top-bottom',
  right: 'left-right-top-bottom',
  top: 'left-right-top-bottom',
};

/** Shorthands that stand for each of their parts. */
const FAMILIES = /^(?:background|border|list-style|margin|padding)-/;

const ELEMENTS: Readonly<Record<string, string>> = {
  ...{ h1: 'h1-h6', h2: 'h1-h6', h3: 'h1-h6', h4: 'h1-h6', h5: 'h1-h6', h6: 'h1-h6' },
  ...{ ul: 'lists', ol: 'lists', dl: 'lists', li: 'lists', dt: 'lists', dd: 'lists' },
  ...{ tr: 'table', td: 'table', th: 'table', thead: 'table', tbody: 'table' },
  ...{
    article: 'semantics',
    section: 'semantics',
    header: 'semantics',
    footer: 'semantics',
    main: 'semantics',
  },
  ...{ nav: 'semantics', figure: 'semantics', time: 'semantics', mark: 'semantics', b: 'strong' },
};

const VALUES: readonly (readonly [RegExp, string])[] = [
  [/!important/, 'important'],
  [/\bsystem-ui\b|\bui-(?:serif|sans-serif|monospace|rounded)\b/, 'sytem-ui'],
  [/\bvar\(/, 'variables'],
  [/\bcalc\(/, 'unit-calc'],
  [/\b(clamp|max|min|light-dark)\(/, 'function-$1'],
  [/\b(?:ok)?l(?:ab|ch)\(/, 'modern-color'],
  [/\b(rgba?|(?:linear|radial|conic)-gradient)\(/, '$1'],
  [/\b\d*\.?\d+(ch|cm|em|ex|in|mm|pc|pt|px|rem|vh|vmax|vmin|vw)\b/, 'unit-$1'],
  [/\d%/, 'unit-percent'],
];

const SELECTORS: readonly (readonly [RegExp, string])[] = [
  [/\./, 'selector-class'],
  [/#/, 'selector-id'],
  [/\[/, 'selector-attribute'],
  [/>/, 'selector-child'],
  [/~/, 'selector-general-sibling'],
  [/\+/, 'selector-adjacent-sibling'],
  [/\*/, 'selector-universal'],
  [/[\w\])] +[\w.[#*]/, 'selector-descendant'],
  [/[\w\])][.#]/, 'selector-chaining'],
  [/::([a-z-]+)/, 'pseudo-element-$1'],
  [/(?<!:):(?!root|:)([a-z-]+)/, 'pseudo-class-$1'],
];

/** Every feature that a mail uses, each place of it; what only Outlook reads, in its comments, is left out. */
export function featuresUsed(html: string, known: ReadonlySet<string>): UsedFeature[] {
  const used: UsedFeature[] = [];
  let style: string | null = null;
  const parser = new Parser({
    onopentag(name, attributes) {
      const place = `<${name}>`;
      const plain = (feature: string) => used.push({ feature, place, within: [] });
      plain(`html-${ELEMENTS[name] ?? name}`);
      for (const attribute of Object.keys(attributes)) plain(`html-@${attribute}`);
      if (attributes['style'] !== undefined) {
        used.push(...cssFeatures(postcss.parse(`a{${attributes['style']}}`), known, place));
      }
      if (name === 'style') style = '';
    },
    ontext(text) {
      if (style !== null) style += text;
    },
    onclosetag(name) {
      if (name !== 'style' || style === null) return;
      used.push(...cssFeatures(postcss.parse(style), known, null));
      style = null;
    },
  });
  parser.end(html);
  return used;
}

/** @param inline the element whose attribute it is; null for a style sheet */
function cssFeatures(css: Container, known: ReadonlySet<string>, inline: string | null): UsedFeature[] {
  const used: UsedFeature[] = [];
  css.walk((node) => {
    if (node.type === 'comment') return;
    const [rules, selector] = around(node.parent);
    const within = [...rules, ...(inline === null && selector !== null ? selectorFeatures(selector) : [])];
    const add = (feature: string, place: string, needs = within) =>
      used.push({ feature, place, within: needs });
    if (node.type === 'atrule')
      for (const feature of atRuleFeatures(node)) add(feature, `@${node.name} ${node.params}`, rules);
    if (node.type === 'rule' && inline === null) {
      for (const feature of selectorFeatures(node.selector)) add(feature, node.selector, rules);
    }
    if (node.type !== 'decl') return;
    const place = `${inline ?? selector} ${node.prop}: ${node.value}`;
    add(propertyFeature(node.prop, known), place);
    const pair = `css-${node.prop}-${node.value}`;
    if (known.has(pair)) add(pair, place);
    const value = node.important ? `${node.value} !important` : node.value;
    for (const feature of matching(VALUES, value)) add(feature, place);
  });
  return used;
}

/** The features of the at-rules around a node, and the selector that it stands under. */
function around(parent: unknown): [string[], string | null] {
  const rules: string[] = [];
  let selector: string | null = null;
  for (
    let node = parent as AtRule | Rule | undefined;
    node !== undefined;
    node = node.parent as AtRule | Rule
  ) {
    if (node.type === 'atrule') rules.push(...atRuleFeatures(node));
    if (node.type === 'rule') selector = node.selector;
  }
  return [rules, selector];
}

function atRuleFeatures({ name, params }: AtRule): string[] {
  const queries = [...params.matchAll(/\(\s*([a-z-]+)/g)].map(([, query = '']) => query);
  const special = queries.filter((query) => !/^(?:min-|max-)?(?:width|height)$/.test(query));
  return [`css-at-${name}`, ...special.map((query) => `css-at-media-${query}`)];
}

function selectorFeatures(selector: string): string[] {
  return matching(SELECTORS, selector);
}

/** `border-bottom-color` is a matter of `border` where nothing nearer is known. */
function propertyFeature(property: string, known: ReadonlySet<string>): string {
  const name = PROPERTIES[property] ?? property;
  if (known.has(`css-${name}`) || !FAMILIES.test(name)) return `css-${name}`;
  for (let part = name; part !== ''; part = part.slice(0, Math.max(0, part.lastIndexOf('-')))) {
    if (known.has(`css-${part}`)) return `css-${part}`;
  }
  return `css-${name}`;
}

function matching(patterns: readonly (readonly [RegExp, string])[], text: string): string[] {
  return patterns.flatMap(([pattern, feature]) => {
    const found = pattern.exec(text);
    return found === null ? [] : [`css-${feature.replace('$1', found[1] ?? '')}`];
  });
}
