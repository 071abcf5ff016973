import Type from 'typebox';
import { parseColour } from '../brand/contrast.js';
import { readUrl } from '../read-url.js';
import { writtenAddress } from './config-values.js';

const colour = { description: 'a colour of six hexadecimal digits, such as 8A2B1D' };
const link = { maxLength: 300, description: 'an http(s) URL' };

/** By what pages and mails are the publisher's; part of the schema of environment.ts. */
export const brandVariables = {
  WEB_TEMPLATES: Type.Optional(Type.String({ description: 'a folder' })),
  BRAND: Type.Optional(Type.String({ description: 'a folder' })),
  ACCENT_LIGHT: Type.Optional(Type.String(colour)),
  ACCENT_DARK: Type.Optional(Type.String(colour)),
  IMPRINT_URL: Type.Optional(Type.String(link)),
  PRIVACY_URL: Type.Optional(Type.String(link)),
  CONTACT: Type.Optional(Type.String({ maxLength: 300, description: 'an address or an http(s) URL' })),
};

/** What the schema cannot say of a value. */
export const brandChecks = {
  ACCENT_LIGHT: (text: string) => parseColour(text) !== null,
  ACCENT_DARK: (text: string) => parseColour(text) !== null,
  IMPRINT_URL: isLink,
  PRIVACY_URL: isLink,
  CONTACT: (text: string) => writtenAddress(text) !== null || isLink(text),
};

/** A page that anybody may open: it may have a query and a fragment, and no login. */
function isLink(text: string): boolean {
  const url = /^https?:\/\/\S+$/.test(text) ? readUrl(text) : null;
  return url !== null && url.hostname !== '' && url.username === '' && url.password === '';
}
