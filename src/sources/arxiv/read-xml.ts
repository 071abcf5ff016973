import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element of a feed: its children and, with an @, its attributes by name; text where it holds only that. */
export type XmlElement = { readonly [name: string]: unknown };

const repeated = new Set(['entry', 'item', 'author', 'category', 'link', 'day']);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  // Numbers of characters too, which XML 1.0 §4.1 allows anywhere in text.
  htmlEntities: true,
  isArray: (name) => repeated.has(name),
});

/**
 * Reads a feed. A declaration of a document type is refused: feeds have none, and entities that it declares are
 * a way to make a small answer large.
 * @returns null where that is no XML
 */
export function readXml(text: string): XmlElement | null {
  if (/<!DOCTYPE/i.test(text) || XMLValidator.validate(text) !== true) return null;
  return parser.parse(text) as XmlElement;
}

/** A child element; null where there is none. */
export function child(element: unknown, name: string): XmlElement | null {
  const found = field(element, name);
  return typeof found === 'object' && found !== null ? (found as XmlElement) : null;
}

/** Children that may be repeated, or only one text. */
export function children(element: unknown, name: string): readonly unknown[] {
  const found = field(element, name);
  if (found === undefined) return [];
  return Array.isArray(found) ? found : [found];
}

/** The text of an element or of its attribute (`@term`); empty where there is none. */
export function textOf(element: unknown, name: string): string {
  const found = field(element, name);
  if (typeof found === 'string') return found;
  const inner = field(found, '#text');
  return typeof inner === 'string' ? inner : '';
}

function field(element: unknown, name: string): unknown {
  return typeof element === 'object' && element !== null && Object.hasOwn(element, name)
    ? (element as XmlElement)[name]
    : undefined;
}
