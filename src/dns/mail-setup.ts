/** What the settings say of mail and its domains: what DNS is held against. */
export interface MailSetup {
  /** The domain of MAIL_FROM. */
  readonly sender: string;
  /** RETURN_PATH_DOMAIN; null: the envelope has the sender's domain. */
  readonly returnPath: string | null;
  /** By which settings returned mail reaches the service: INBOUND_SMTP, IMAP_URL or a provider's webhook. */
  readonly waysIn: readonly string[];
  /** Keys that messages are signed with. */
  readonly keys: readonly SigningKey[];
  /** Hosts of the mail servers that mail leaves by. */
  readonly relayHosts: readonly string[];
  /** Where mail for the return path can be taken: the host of IMAP_URL, else that of PUBLIC_URL. */
  readonly inboundHost: string;
  /** The host of PUBLIC_URL. */
  readonly siteHost: string;
}

export interface SigningKey {
  readonly domain: string;
  readonly selector: string;
  readonly type: 'rsa' | 'ed25519';
  /** Base64 as `p=` has it: SubjectPublicKeyInfo for RSA (RFC 6376 §3.6.1), 32 octets for Ed25519 (RFC 8463 §4). */
  readonly publicKey: string;
}

/** The domain that SPF is asked about: that of the envelope sender (RFC 7208 §2.4). */
export function envelopeDomain({ returnPath, sender }: MailSetup): string {
  return returnPath ?? sender;
}
