import type { SaxesTagNS } from 'saxes';

const SVG = 'http://www.w3.org/2000/svg';

/** What draws, and what drawing needs (SVG 2). */
const allowed = new Set(
  (
    'svg g defs symbol use switch title desc metadata style path rect circle ellipse line polyline polygon text tspan ' +
    'textPath linearGradient radialGradient stop pattern clipPath mask marker image filter feBlend feColorMatrix ' +
    'feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow ' +
    'feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset ' +
    'fePointLight feSpecularLighting feSpotLight feTile feTurbulence'
  ).split(' '),
);

/** Why the best known of the others are not among them. */
const reasons: Readonly<Record<string, string>> = {
  script: 'would run',
  foreignObject: 'would show HTML',
  a: 'is a link',
  animate: 'moves',
  animateMotion: 'moves',
  animateTransform: 'moves',
  set: 'moves',
};

/** Namespaces whose elements do something in browsers wherever they stand; those of editors do nothing. */
const acting = new Set([
  'http://www.w3.org/1999/xhtml',
  'http://www.w3.org/1998/Math/MathML',
  'http://www.w3.org/2001/xml-events',
  'http://www.w3.org/1999/XSL/Transform',
  'http://www.mozilla.org/xbl',
]);

/** @param local absent: whichever element of SVG */
export function isSvg(tag: SaxesTagNS, local?: string): boolean {
  return tag.uri === SVG && (local === undefined || tag.local === local);
}

/** Why an element may not be there; null where it may. */
export function elementFault(tag: SaxesTagNS): string | null {
  if (acting.has(tag.uri)) return `<${tag.name}> is no part of a picture`;
  if (!isSvg(tag) || allowed.has(tag.local)) return null;
  return `<${tag.name}> ${reasons[tag.local] ?? 'is no part of a still picture'}`;
}

/** Why a reference may not be there: those within the file may, and pictures of pixels that stand in it. */
export function hrefFault(element: string, value: string): string | null {
  const target = value.trim();
  if (target.startsWith('#') || target === '') return null;
  const isPicture = element === 'image' || element === 'feImage';
  if (isPicture && /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*$/.test(target)) return null;
  return `<${element}> would load from elsewhere`;
}
