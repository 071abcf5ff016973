import { describe, expect, it } from 'vitest';
import { checkSvg } from '../../src/brand/check-svg.js';

const XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"';
const svg = (inner: string, attributes = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40" ${attributes}>${inner}</svg>`;
const checked = (text: string | Buffer) => checkSvg(Buffer.from(text));

describe('an SVG', () => {
  it.each([
    [
      'shapes and text',
      svg('<title>A</title><g><path d="M0 0h9"/><text x="1" font-family="Georgia">A</text></g>'),
    ],
    [
      'a gradient by its id',
      svg('<defs><linearGradient id="a"/></defs><rect fill="url(#a)" width="9" height="9"/>'),
    ],
    [
      'a style sheet',
      svg('<style>.a{fill:#123;mask:url("#m")} @media (prefers-color-scheme: dark){.a{fill:#fff}}</style>'),
    ],
    ['copies of its own parts', svg('<path id="p"/><use href="#p"/><use xlink:href="#p"/>', XLINK)],
    ['pixels of its own', svg('<image href="data:image/png;base64,iVBORw0KGgo=" width="9" height="9"/>')],
    [
      'what editors leave in it',
      `<?xml version="1.0" encoding="UTF-8" standalone="no"?><!-- Made by an editor -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" viewBox="0,0,120,40" inkscape:version="1.3">
<metadata><rdf:RDF><rdf:li rdf:resource="http://purl.org/dc/dcmitype/StillImage"/></rdf:RDF></metadata><rect/></svg>`,
    ],
    ['width and height alone', '<svg xmlns="http://www.w3.org/2000/svg" width="120px" height="40"/>'],
    ['a prefix', '<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><s:path/></s:svg>'],
    [
      'words that look like functions',
      svg('<text aria-label="image (of us)" id="url(x)">expression(s)</text>'),
    ],
  ])('may have %s', (_, text) => {
    expect(checked(text)).toEqual({ faults: [], width: 120, height: 40 });
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['a script', svg('<script>alert(1)</script>'), /line 1: <script> would run/],
    [
      'one of another spelling',
      svg('<s:script xmlns:s="http://www.w3.org/2000/svg"/>'),
      /<s:script> would run/,
    ],
    ['one of HTML', svg('<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>'), /<h:script> is no part/],
    ['one in a CDATA section', svg('<script><![CDATA[alert(1)]]></script>'), /<script> would run/],
    ['a handler', svg('<rect onload="alert(1)"/>'), /onload would run/],
    ['one in capitals', svg('<rect ONCLICK="alert(1)"/>'), /ONCLICK would run/],
    ['one at its root', svg('', 'onload="alert(1)"'), /onload would run/],
    ['one in what an editor left', svg('<x:y xmlns:x="urn:x" onfocus="alert(1)"/>'), /onfocus would run/],
    [
      'HTML',
      svg('<foreignObject><b xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'),
      /foreignObject> would show/,
    ],
    ['a link', svg('<a href="https://example.org"><rect/></a>'), /<a> is a link/],
    ['a link that runs', svg('<a xlink:href="javascript:alert(1)"><rect/></a>', XLINK), /<a> is a link/],
    ['a picture from elsewhere', svg('<image href="https://example.org/a.png"/>'), /<image> would load/],
    ['one without a scheme', svg('<image href="//example.org/a.png"/>'), /<image> would load/],
    ['a picture that is an SVG', svg('<image href="data:image/svg+xml;base64,AAAA"/>'), /<image> would load/],
    ['a copy from elsewhere', svg('<use href="https://example.org/a.svg#b"/>'), /<use> would load/],
    ['a copy of data', svg('<use xlink:href="data:image/png;base64,AAAA"/>', XLINK), /<use> would load/],
    ['a filter from elsewhere', svg('<rect filter="url(https://example.org/#f)"/>'), /style would load/],
    ['a fill in quotes', svg(`<rect style="fill:url( 'http://example.org' )"/>`), /style would load/],
    ['an import', svg('<style>@import "https://example.org/a.css";</style>'), /@-rule/],
    ['a font', svg('<style>@font-face{font-family:a;src:url(a)}</style>'), /@-rule/],
    [
      'a word half in a CDATA section',
      svg('<style>a{b:ur<![CDATA[l(//example.org)]]>}</style>'),
      /style would load/,
    ],
    ['an escape', svg('<rect fill="\\75rl(//example.org)"/>'), /backslash/],
    ['a comment that hides', svg('<style>a{b:u/**/rl(//example.org)}</style>'), /style would load/],
    [
      'a text that looks like a comment',
      svg('<style>a{b:"/*";c:url(//example.org);d:"*/"}</style>'),
      /style would load/,
    ],
    [
      'a name that looks like a comment',
      svg('<style>a{b:url(#/*);c:url(//example.org);d:url(#*/)}</style>'),
      /style would load/,
    ],
    ['a set of pictures', svg('<rect style="background:image-set(\'a.png\' 1x)"/>'), /style would load/],
    ['a binding', svg('<rect style="-moz-binding:none"/>'), /moves or runs/],
    ['what moves', svg('<rect><animate attributeName="x"/></rect>'), /<animate> moves/],
    ['what sets a link', svg('<set attributeName="href" to="javascript:alert(1)"/>'), /<set> moves/],
    ['a style that moves', svg('<style>a{animation:b 1s}</style>'), /moves or runs/],
    [
      'a style sheet beside it',
      `<?xml-stylesheet href="https://example.org/a.css"?>${svg('')}`,
      /xml-stylesheet/,
    ],
    ['entities', `<!DOCTYPE svg [<!ENTITY a "b">]>${svg('&a;')}`, /declares entities/],
    ['another base', svg('<g xml:base="https://example.org/"/>'), /xml:base/],
    ['no namespace', '<svg viewBox="0 0 1 1"/>', /has to begin with <svg xmlns/],
    ['HTML at its root', '<html xmlns="http://www.w3.org/1999/xhtml"/>', /has to begin with <svg/],
    ['no XML', svg('<g>'), /it is no XML \(/],
    ['nothing', '', /no XML|empty/],
    ['no size', '<svg xmlns="http://www.w3.org/2000/svg"/>', /has no viewBox/],
    ['a size of nothing', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 40"/>', /has no viewBox/],
    ['another encoding', `<?xml version="1.0" encoding="utf-7"?>${svg('')}`, /in utf-7; save it as UTF-8/],
    ['octets of another encoding', Buffer.from(svg('é'), 'latin1'), /no text in UTF-8/],
    ['octets of UTF-16', Buffer.from(`\uFEFF${svg('<script/>')}`, 'utf16le'), /no text in UTF-8|no XML/],
    ['depth', svg('<g>'.repeat(120) + '</g>'.repeat(120)), /more than 100 elements within/],
    ['many copies', svg(`<path id="p"/>${'<use href="#p"/>'.repeat(60)}`), /more than 50 <use>/],
    [
      'copies of copies',
      svg('<g id="a"><path/></g><g id="b"><use href="#a"/><use href="#a"/></g><use href="#b"/>'),
      /copies #b, which holds copies/,
    ],
    ['a copy of itself', svg('<g id="a"><use href="#a"/></g>'), /copies #a, which holds copies/],
  ])('may not have %s', (_, text, reason) => {
    expect(checked(text).faults.join(', ')).toMatch(reason);
  });

  it('is told at most three of its faults, each with its line', () => {
    const { faults } = checked(svg('\n<script/>\n<a/>\n<rect onclick="a"/>\n<set/>'));
    expect(faults).toHaveLength(3);
    expect(faults[0]).toBe('line 2: <script> would run');
  });
});
