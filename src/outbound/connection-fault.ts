/** What a connection failed of, by the codes of Node (errno, OpenSSL) and of undici. */
const FAULTS: readonly (readonly [RegExp, string])[] = [
  [/^DEPTH_ZERO_SELF_SIGNED_CERT$/, 'its certificate is signed by itself alone'],
  [
    /^(?:SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|CERT_UNTRUSTED)$/,
    'its certificate is of an authority that is not known here',
  ],
  [
    /^UNABLE_TO_VERIFY_LEAF_SIGNATURE$/,
    'its certificate is of an authority that is not known here, or comes without those between',
  ],
  [/^CERT_HAS_EXPIRED$/, 'its certificate has ended'],
  [/^CERT_NOT_YET_VALID$/, 'its certificate is not valid yet'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'its certificate is for another name'],
  [/^(?:EPROTO$|ERR_SSL_)/, 'it speaks no TLS, or another one'],
  [/^(?:ENOTFOUND|EAI_)/, 'its name is not found'],
  [/^ECONNREFUSED$/, 'nobody listens there'],
  [/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, 'it hung up without an answer'],
  [/^(?:EHOSTUNREACH|ENETUNREACH)$/, 'no way leads there'],
];

/** Of a code what an operator can act on, and the code with it, which search engines know; of others the code alone. */
export function connectionFault(code: string): string {
  const found = FAULTS.find(([codes]) => codes.test(code));
  return (found === undefined ? code : `${found[1]} (${code})`).slice(0, 150);
}
