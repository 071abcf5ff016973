import { SaxesParser, type SaxesTagNS } from 'saxes';
import { type Checked, refused } from './checked-picture.js';
import { cssFault } from './css-fault.js';
import { svgSize } from './svg-size.js';
import { elementFault, hrefFault, isSvg } from './svg-vocabulary.js';

const MOST_FAULTS = 3;
/** Elements within each other; browsers draw them by recursion. */
const DEEPEST = 100;
/** Copies of parts. Those of parts that hold copies multiply, so there may be none. */
const MOST_COPIES = 50;

/**
 * The size of an SVG, or what is wrong with it: it has to show the same to everybody, by itself. So it may hold shapes,
 * gradients, filters and text, and nothing that runs, moves, links, or is loaded from elsewhere.
 */
export function checkSvg(bytes: Buffer): Checked {
  const text = textOf(bytes);
  if (text === null) return refused('it is no text in UTF-8');
  const faults = new Set<string>();
  const reading = readSvg(text, (fault, line) => void faults.add(`line ${line}: ${fault}`));
  if (faults.size > 0) return refused(...[...faults].slice(0, MOST_FAULTS));
  return reading.root === null ? refused('it is empty') : svgSize(reading.root);
}

/** Null where browsers could take the bytes for another encoding, and so for another file. */
function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

type Tell = (fault: string, line: number) => void;

function readSvg(text: string, tellAt: Tell): { readonly root: SaxesTagNS | null } {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const tell = (fault: string) => tellAt(fault, parser.line);
  const open: SaxesTagNS[] = [];
  const copies = openCopies();
  const reading: { root: SaxesTagNS | null } = { root: null };
  let broken = false;
  parser.on('error', (error) => {
    if (!broken) tell(`it is no XML (${error.message.replace(/^\d+:\d+: /, '')})`);
    broken = true;
  });
  parser.on('xmldecl', ({ encoding = 'utf-8' }) => {
    if (encoding.toLowerCase() !== 'utf-8') tell(`it says that it is in ${encoding}; save it as UTF-8`);
  });
  parser.on('doctype', (declared) => {
    if (declared.includes('[')) tell('it declares entities; save it as plain SVG');
  });
  parser.on('processinginstruction', ({ target }) => tell(`<?${target}?> may load something`));
  parser.on('opentag', (tag) => {
    reading.root ??= tag;
    if (open.length === 0 && !isSvg(tag, 'svg'))
      tell('it has to begin with <svg xmlns="http://www.w3.org/2000/svg">');
    if (open.length === DEEPEST) tell(`it has more than ${DEEPEST} elements within each other`);
    for (const fault of tagFaults(tag)) tell(fault);
    copies.see(tag, open);
    open.push(tag);
  });
  const styles = openStyles();
  parser.on('text', (css) => styles.add(css, open));
  parser.on('cdata', (css) => styles.add(css, open));
  parser.on('closetag', (tag) => {
    open.pop();
    const fault = styles.end(tag);
    if (fault !== null) tell(fault);
  });
  parser.write(text).close();
  for (const fault of copies.faults()) tell(fault);
  return reading;
}

/** A style sheet is read as a whole: a word of it may stand half in a CDATA section. */
function openStyles() {
  let css = '';
  return {
    add(text: string, open: readonly SaxesTagNS[]): void {
      if (open.some((tag) => isSvg(tag, 'style'))) css += text;
    },
    end(tag: SaxesTagNS): string | null {
      if (!isSvg(tag, 'style')) return null;
      const whole = css;
      css = '';
      return cssFault(whole);
    },
  };
}

/** Attributes of words and numbers, which no browser reads as CSS. */
const NO_CSS = /^(?:id|class|role|lang|d|points|href|aria-.*|data-.*)$/;

function tagFaults(tag: SaxesTagNS): string[] {
  const ofElement = elementFault(tag);
  if (ofElement !== null) return [ofElement];
  return Object.values(tag.attributes).flatMap(({ name, local, uri, value }) => {
    if (/^on[a-z]/i.test(local)) return [`${name} would run a script`];
    if (name === 'xml:base') return ['xml:base would load from elsewhere'];
    if (!isSvg(tag)) return [];
    const isCss = uri === '' && !NO_CSS.test(local);
    const fault = local === 'href' ? hrefFault(tag.local, value) : isCss ? cssFault(value) : null;
    return fault === null ? [] : [fault];
  });
}

/** What `<use>` copies, so that a small file cannot become a large picture. */
function openCopies() {
  const copied = new Set<string>();
  const holding = new Set<string>();
  let count = 0;
  const idOf = ({ attributes }: SaxesTagNS) => attributes['id']?.value;
  return {
    see(tag: SaxesTagNS, ancestors: readonly SaxesTagNS[]): void {
      if (!isSvg(tag, 'use')) return;
      count += 1;
      const target = Object.values(tag.attributes).find(({ local }) => local === 'href');
      if (target !== undefined) copied.add(target.value.trim().slice(1));
      for (const one of [...ancestors, tag]) holding.add(idOf(one) ?? '');
    },
    faults(): string[] {
      const nested = [...copied].filter((id) => id !== '' && holding.has(id));
      return [
        ...(count > MOST_COPIES ? [`it has more than ${MOST_COPIES} <use>`] : []),
        ...nested.map((id) => `<use> copies #${id}, which holds copies itself`),
      ];
    },
  };
}
