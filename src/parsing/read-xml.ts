import { SaxesParser } from 'saxes';
import { RefusedInput } from './refused-input.js';

/** How much of a document is read; what exceeds it is refused as a whole. */
export interface XmlBounds {
  /** UTF-16 code units. */
  readonly length: number;
  /** Elements and attributes together. */
  readonly elements: number;
  /** Elements within each other. */
  readonly depth: number;
}

/** What is told of a document, in its order. Names keep their prefix. */
export interface XmlHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
  /** Character data and CDATA sections, with entities resolved; may come in several pieces. */
  text(text: string): void;
}

/** Given to the parser at a time, so that a bound stops it soon after it is exceeded. */
const PIECE = 64 * 1024;

/**
 * Reads a document as a stream of events (XML 1.0). A declaration of a document type is refused: what this service
 * reads has none, and entities that it declares are a way to make a small document large.
 * @returns false where it is no well-formed XML, or declares a document type; the handler may have been called
 * @throws RefusedInput where a bound is exceeded, and what the handler throws
 */
export function readXml(xml: string, bounds: XmlBounds, handler: XmlHandler): boolean {
  if (xml.length > bounds.length) {
    throw new RefusedInput('too-long', `The XML has more than ${bounds.length} characters.`);
  }
  let sound = true;
  let elements = 0;
  let depth = 0;
  const count = (): void => {
    elements += 1;
    if (elements <= bounds.elements) return;
    throw new RefusedInput('too-many-elements', `The XML has more than ${bounds.elements} elements.`);
  };
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on('error', () => {
    sound = false;
  });
  parser.on('doctype', () => {
    sound = false;
  });
  parser.on('attribute', count);
  parser.on('opentag', ({ name, attributes }) => {
    count();
    depth += 1;
    if (depth > bounds.depth) {
      throw new RefusedInput('too-deep', `The XML has more than ${bounds.depth} elements within each other.`);
    }
    handler.open(name, attributes);
  });
  parser.on('closetag', ({ name }) => {
    depth -= 1;
    handler.close(name);
  });
  parser.on('text', (text) => handler.text(text));
  parser.on('cdata', (text) => handler.text(text));
  for (let at = 0; at < xml.length && sound; at += PIECE) parser.write(xml.slice(at, at + PIECE));
  if (sound) parser.close();
  return sound;
}
