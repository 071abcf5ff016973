/** What some program does not show, and why a mail loses nothing by it. */
export const enhancements: Readonly<Record<string, string>> = {
  'css-at-media':
    'columns are as wide as the screen without it; where it is read, they are as wide as the mail',
  'css-at-media-prefers-color-scheme':
    'the dark theme; other programs show the light one or darken it themselves',
  'css-color-scheme': 'says that there is a dark theme',
  'css-selector-attribute': 'Outlook.com marks so what it darkened; only it reads these rules',
  'css-border-radius': 'corners of the button; square where it is not read',
  'css-overflow-wrap': 'breaks an address that is wider than a phone; the page scrolls where it is not read',
  'css-word-break': 'for the hidden line before the mail (MJML)',
  'css-word-spacing': 'set to what it is without it (MJML)',
  'css-opacity': 'hides the line before the mail, beside display:none (MJML)',
  'css-overflow': 'hides the line before the mail, beside display:none (MJML)',
  'css-max-height': 'hides the line before the mail, beside display:none (MJML)',
  'css-height': 'of the hidden line (MJML); of pictures, whose attributes say it as well',
  'css-outline': 'of images (MJML)',
  'css-cursor': 'over a button; its link has one of its own (MJML)',
  'html-body': 'some programs make it a div; what it says stands on the div inside, too',
  'html-target': 'programs choose themselves where a link opens',
  'html-aria-label': 'the title of the mail, for those who hear it; its heading says the same',
};

/** What caniemail.com has no test of, because every program has it, or because it is for one program alone. */
export const everywhere: ReadonlySet<string> = new Set([
  ...[
    'html-html',
    'html-head',
    'html-title',
    'html-meta',
    'html-a',
    'html-br',
    'html-em',
    'html-sub',
    'html-sup',
  ],
  ...[
    'html-@href',
    'html-@id',
    'html-@class',
    'html-@style',
    'html-@border',
    'html-@bgcolor',
    'html-@name',
    'html-@content',
  ],
  ...['html-@http-equiv', 'html-@type', 'html-@media', 'html-@xmlns', 'html-@xmlns:v', 'html-@xmlns:o'],
  'html-@aria-roledescription',
  ...['css-color', 'css-font-family', 'css-font-style'],
  ...['css-mso-table-lspace', 'css-mso-table-rspace', 'css-mso-padding-alt', 'css--ms-interpolation-mode'],
  ...['css--webkit-text-size-adjust', 'css--ms-text-size-adjust', 'css-supported-color-schemes'],
]);
