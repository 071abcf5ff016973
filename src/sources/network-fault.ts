/** What a connection failed of, in a word or two that an operator can act on. */
export type NetworkFault =
  | 'name not found'
  | 'refused'
  | 'certificate'
  | 'timed out'
  | 'cut off'
  | 'unreachable'
  | 'proxy';

/** By the codes of Node (errno, OpenSSL) and of undici. */
const FAULTS: readonly (readonly [RegExp, NetworkFault])[] = [
  [/^(?:ENOTFOUND|EAI_AGAIN|EAI_NODATA|EAI_NONAME)$/, 'name not found'],
  [/^ECONNREFUSED$/, 'refused'],
  [
    /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT|ERR_SSL_|EPROTO$|HOSTNAME_MISMATCH)/,
    'certificate',
  ],
  [/^(?:ETIMEDOUT|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT)$/, 'timed out'],
  [/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|HPE_\w+|UND_ERR_RES_\w+)$/, 'cut off'],
  [/^(?:EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|EADDRNOTAVAIL)$/, 'unreachable'],
];

/** What lies behind an error of fetch, which says “fetch failed” and has the reason as its cause; null where unknown. */
export function networkFault(error: unknown): NetworkFault | null {
  for (const fault of chainOf(error)) {
    const { code, name, message } = fault as { code?: unknown; name?: unknown; message?: unknown };
    if (typeof message === 'string' && /^Proxy response|^Proxy connection/i.test(message)) return 'proxy';
    const found = FAULTS.find(([codes]) => codes.test(String(code ?? '')));
    if (found !== undefined) return found[1];
    if (name === 'TimeoutError') return 'timed out';
  }
  return null;
}

/** The error, its causes, and of several at once (one for each address of a name) the first. */
function chainOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let next = error; typeof next === 'object' && next !== null && chain.length < 10; ) {
    chain.push(next);
    const { cause, errors } = next as { cause?: unknown; errors?: unknown };
    next = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return chain;
}
