import type { SaxesTagNS } from 'saxes';
import { type Checked, refused } from './checked-picture.js';

const LARGEST = 1_000_000;

/** By its view box, else by its width and height in pixels; browsers show one with neither in a size of their own. */
export function svgSize(root: SaxesTagNS): Checked {
  const value = (name: string) => root.attributes[name]?.value.trim() ?? '';
  const box = value('viewBox')
    .split(/[\s,]+/)
    .map(Number);
  const [width = Number.NaN, height = Number.NaN] =
    box.length === 4 ? box.slice(2) : [lengthOf(value('width')), lengthOf(value('height'))];
  const isSize = [width, height].every((side) => side > 0 && side <= LARGEST);
  return isSize ? { faults: [], width, height } : refused('it has no viewBox, so that nobody knows its size');
}

function lengthOf(text: string): number {
  return /^[\d.]+(?:px)?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
}
