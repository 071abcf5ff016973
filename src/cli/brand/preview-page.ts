import { type Theme, themes } from '../../brand/accents.js';
import type { ContrastLine } from './contrast-lines.js';

/** What stands first in a preview, by which one that may be written over is known. */
export const PREVIEW_MARK = '<!doctype html>\n<!-- A preview by broadsheet brand -->\n';

export interface PreviewParts {
  readonly name: string;
  /** A page and a mail, whole documents of HTML without scripts. */
  readonly page: string;
  readonly mail: string;
  readonly lines: readonly ContrastLine[];
  /** What to know of it, in sentences. */
  readonly notes: readonly string[];
}

const STYLE = `body{font:15px/1.5 system-ui;margin:24px;color:#1a1a1a;background:#fff}iframe{border:1px solid #888;height:760px;
max-width:100%;vertical-align:top;margin:0 8px 8px 0}.page{width:700px}.narrow{width:360px}.mail{width:640px}
table{border-collapse:collapse}td,th{padding:2px 16px 2px 0;text-align:left}.swatch{display:inline-block;padding:2px 10px}`;

/** One document that needs nothing else: a page and a mail in both themes, and the contrast of each pair of colours. */
export function previewPage({ name, page, mail, lines, notes }: PreviewParts): string {
  const sections = themes.map((theme) => {
    const frames = [
      frame(`page, ${theme}`, 'page', inTheme(page, theme)),
      frame(`narrow page, ${theme}`, 'narrow', inTheme(page, theme)),
      frame(`mail, ${theme}`, 'mail', inTheme(mail, theme)),
    ];
    return `<h2>In the ${theme} theme</h2>\n${contrastTable(lines.filter((line) => line.theme === theme))}\n<p>${frames.join('\n')}</p>`;
  });
  return `${PREVIEW_MARK}<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(name)}</title><style>${STYLE}</style></head><body><h1>${escaped(name)}</h1>
${notes.map((note) => `<p>${escaped(note)}</p>`).join('\n')}
${sections.join('\n')}
</body></html>
`;
}

/** A page of the site without what loads something: with the style sheets in it, and no scripts. */
export function standingAlone(html: string, css: string): string {
  return html
    .replace(/<link\b[^>]*>\s*/g, '')
    .replace(/<script\b[^>]*><\/script>\s*/g, '')
    .replace('</head>', () => `<style>${css}</style></head>`);
}

/** The theme is the preview's, not that of who looks at it. */
function inTheme(html: string, theme: Theme): string {
  const holds = (asked: Theme) => (asked === theme ? '(min-width: 0)' : '(max-width: 0)');
  return html
    .replaceAll('(prefers-color-scheme: dark)', holds('dark'))
    .replaceAll('(prefers-color-scheme: light)', holds('light'))
    .replaceAll('light dark', theme);
}

function contrastTable(lines: readonly ContrastLine[]): string {
  const rows = lines.map(
    ({ what, front, back, ratio, needed }) =>
      `<tr><td><span class="swatch" style="color:${front};background:${back}">${front}</span></td><th scope="row">${what}</th><td>${ratio}</td><td>needs ${needed}</td></tr>`,
  );
  return `<table>${rows.join('')}</table>`;
}

function frame(title: string, kind: string, html: string): string {
  return `<iframe class="${kind}" sandbox title="${title}" srcdoc="${escaped(html)}"></iframe>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
