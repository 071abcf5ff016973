import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { Config } from '../config/config.js';
import type { DkimConfig } from '../config/config-dkim.js';
import { parseSmtpUrl } from '../delivery/smtp/smtp-url.js';
import type { MailSetup, SigningKey } from '../dns/mail-setup.js';
import { domainOf } from '../model/address.js';

/** What the settings say of mail and its domains. */
export function mailSetupOf(config: Config): MailSetup {
  const { mailFrom, returnPath, relays, feedback, dkim, publicUrl } = config;
  const siteHost = new URL(publicUrl).hostname.replace(/^\[|\]$/g, '');
  return {
    sender: domainOf(mailFrom.address).toLowerCase(),
    returnPath: returnPath?.domain.toLowerCase() ?? null,
    waysIn: waysInOf(config),
    keys: dkim.flatMap((key) => signingKeyOf(key) ?? []),
    relayHosts: relays.map(({ url }) => parseSmtpUrl(url).host.toLowerCase()),
    inboundHost: feedback.imap?.address.host ?? siteHost,
    siteHost,
  };
}

function waysInOf({ feedback }: Config): string[] {
  const { inboundSmtp, imap, webhooks } = feedback;
  return [
    ...(inboundSmtp === null ? [] : ['INBOUND_SMTP']),
    ...(imap === null ? [] : ['IMAP_URL']),
    ...(Object.values(webhooks).some((secrets) => secrets.length > 0) ? ['a webhook'] : []),
  ];
}

/** Null where the file holds no key that signs; the check of keys says so. */
function signingKeyOf({ domain, selector, privateKey }: DkimConfig): SigningKey | null {
  try {
    const key = createPublicKey(createPrivateKey(privateKey));
    const type = key.asymmetricKeyType;
    if (type === 'rsa')
      return {
        domain,
        selector,
        type,
        publicKey: key.export({ format: 'der', type: 'spki' }).toString('base64'),
      };
    if (type !== 'ed25519') return null;
    const octets = Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
    return { domain, selector, type, publicKey: octets.toString('base64') };
  } catch {
    return null;
  }
}
