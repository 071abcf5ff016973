const DARK = /\(\s*prefers-color-scheme\s*:\s*dark\s*\)/g;
const LIGHT = /\(\s*prefers-color-scheme\s*:\s*light\s*\)/g;
const SCHEMES = /(<meta\s+name="(?:supported-)?color-schemes?"\s+content=")[^"]*"/g;

/**
 * A mail as a program shows it that is set to one theme, whatever the browser is set to: a frame has no setting of its own
 * to ask for.
 */
export function themedHtml(html: string, theme: 'light' | 'dark'): string {
  const [dark, light] = theme === 'dark' ? ['all', 'not all'] : ['not all', 'all'];
  return html.replace(DARK, dark).replace(LIGHT, light).replace(SCHEMES, `$1${theme}"`);
}
