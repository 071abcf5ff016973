import http from 'node:http';
import type { Socket } from 'node:net';
import { type Proxies, proxiesOf } from '../../proxies.js';

/**
 * The proxy by which the environment has an https URL asked; null where it is asked directly.
 * @throws BroadsheetError CONFIG_INVALID
 */
export function proxyTo(url: URL, { httpsProxy, noProxy }: Proxies = proxiesOf()): URL | null {
  if (url.protocol !== 'https:' || httpsProxy === undefined || httpsProxy === '') return null;
  const port = url.port === '' ? '443' : url.port;
  const spared = noProxy
    .split(/[\s,]+/)
    .filter((name) => name !== '')
    .some((name) => isSpared(url.hostname, port, name.toLowerCase()));
  return spared ? null : new URL(httpsProxy);
}

/** `*`, a host, or a domain with all below it; each with a port or without. */
function isSpared(host: string, port: string, name: string): boolean {
  if (name === '*') return true;
  const [, domain = '', only] = /^\*?\.?(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(name) ?? [];
  if (domain === '' || (only !== undefined && only !== port)) return false;
  return host === domain || host.endsWith(`.${domain}`);
}

/** Opens a tunnel through a proxy (RFC 9110 §9.3.6). Rejects with a code where it opens none. */
export function openTunnel(proxy: URL, to: URL, withinMs: number): Promise<Socket> {
  const { hostname, port, username, password } = proxy;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const host = `${to.hostname}:${to.port === '' ? 443 : to.port}`;
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port === '' ? 80 : Number(port),
      method: 'CONNECT',
      path: host,
      timeout: withinMs,
      headers: {
        host,
        ...(username === ''
          ? {}
          : { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }),
      },
    });
    const refuse = (code: string) =>
      request.destroy(Object.assign(new Error('the proxy opens no way'), { code }));
    request
      .on('connect', ({ statusCode = 0 }, socket: Socket) => {
        if (statusCode >= 200 && statusCode < 300) return resolve(socket);
        socket.destroy();
        reject(Object.assign(new Error('the proxy opens no way'), { code: `HTTPS_PROXY ${statusCode}` }));
      })
      .on('timeout', () => refuse('HTTPS_PROXY ETIMEDOUT'))
      .on('error', reject)
      .end();
  });
}
