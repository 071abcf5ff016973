import type { Email } from 'postal-mime';
import { defaultLanguage, languages } from '../src/model/language.js';
import { messageNames } from './messages.js';

const STYLE = `body{font:15px system-ui;margin:16px}nav span{display:inline-block;margin:0 16px 8px 0}
[aria-current]{font-weight:bold}iframe{border:1px solid;height:80vh;vertical-align:top}.narrow{width:375px}
.wide{width:800px}pre{max-width:80ch;overflow-x:auto}`;

/** Asks every half second whether something changed; between two starts of the preview nobody answers. */
const RELOAD = `let known;setInterval(async()=>{try{const now=await(await fetch('/changes')).text();
if(known&&known!==now)location.reload();known=now}catch{}},500)`;

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A page with links to all mails around `main`. */
export function previewPage(title: string, main: string): string {
  const links = messageNames.map((name) => {
    const current = name === title ? ' aria-current="page"' : '';
    const [first, ...others] = languages.map((language) => {
      const text = language === defaultLanguage ? escaped(name) : language;
      return `<a href="/mail/${language}/${encodeURIComponent(name)}"${current}>${text}</a>`;
    });
    return `<span>${first} (${others.join(', ')})</span>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>${STYLE}</style><nav>${links.join(' ')}</nav><main>${main}</main><script>${RELOAD}</script></html>`;
}

/** A mail in both widths and themes, without style sheets, and as text. */
export function mailPage(name: string, mail: Email, octets: number): string {
  const html = mail.html ?? '';
  const frames = ['narrow', 'wide'].flatMap((width) =>
    (['light', 'dark'] as const).map((theme) => frame(`${width} ${theme}`, inTheme(html, theme))),
  );
  const size = `${Math.ceil(octets / 1024)} KB, of which HTML ${Math.ceil(Buffer.byteLength(html) / 1024)} KB`;
  return previewPage(
    name,
    `<h1>${escaped(mail.subject ?? '')}</h1><p>Preheader: ${escaped(preheaderOf(html))}</p><p>${size}</p>
${frames.join(' ')}<h2>Without style sheets</h2>${frame('wide light', withoutStyle(html))}
<h2>As text</h2><pre>${escaped(mail.text ?? '')}</pre>`,
  );
}

/** As a mail program shows it that reads no CSS at all. */
export function withoutStyle(html: string): string {
  return html.replace(/<style[\s\S]*?<\/style>/g, '').replace(/\s(?:style|bgcolor|class)="[^"]*"/g, '');
}

/** The theme is the reader's, not that of who looks at the preview. */
function inTheme(html: string, theme: 'light' | 'dark'): string {
  const media = theme === 'dark' ? 'all' : 'not all';
  return html.replaceAll('(prefers-color-scheme: dark)', media).replaceAll('light dark', theme);
}

/** What stands, hidden, before everything else in the body. */
function preheaderOf(html: string): string {
  return /<div[^>]*display:none[^>]*>([^<]*)/.exec(html)?.[1]?.trim() ?? '';
}

function frame(classes: string, html: string): string {
  return `<iframe class="${classes}" sandbox title="${classes}" srcdoc="${escaped(html)}"></iframe>`;
}
