import { BroadsheetError } from './errors.js';
import { readUrl } from './read-url.js';

/** As undici's EnvHttpProxyAgent takes them. */
export interface Proxies {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy: string;
}

/** Whoever runs something beside Broadsheet asks no proxy for it. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The proxies that the environment names, as curl reads them: a name in small letters before the same in capitals, a
 * proxy without a scheme is one of http. An empty value is none.
 * @throws BroadsheetError CONFIG_INVALID
 */
export function proxiesOf(environment: Readonly<Record<string, string | undefined>> = process.env): Proxies {
  const given = (name: string) => environment[name.toLowerCase()] ?? environment[name] ?? '';
  const [http, https, none] = [given('HTTP_PROXY'), given('HTTPS_PROXY'), given('NO_PROXY').trim()];
  // Without one for https undici would take the one for http, which others do not.
  return {
    httpProxy: http === '' ? '' : proxyUrl('HTTP_PROXY', http),
    httpsProxy: https === '' ? '' : proxyUrl('HTTPS_PROXY', https),
    noProxy: none === '*' ? none : [none, ...LOOPBACK].filter((name) => name !== '').join(','),
  };
}

function proxyUrl(name: string, value: string): string {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = readUrl(text);
  if (url !== null && ['http:', 'https:'].includes(url.protocol) && url.hostname !== '') return text;
  throw new BroadsheetError(
    'CONFIG_INVALID',
    `${name} in the environment is not the address of an http proxy, like http://10.0.0.1:3128. Mend it, or leave it out.`,
  );
}
