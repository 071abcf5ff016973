import { createHmac, randomBytes } from 'node:crypto';

const SECRET_OCTETS = 32;
const PREFIX = 'whsec_';

export function makeWebhookSecret(): Buffer {
  return randomBytes(SECRET_OCTETS);
}

/** As receivers are given it: `whsec_` and base64. */
export function secretText(secret: Buffer): string {
  return PREFIX + secret.toString('base64');
}

export interface SignedMessage {
  readonly id: string;
  /** When it is sent. */
  readonly at: Date;
  readonly body: string;
}

/** The header fields of a message (Standard Webhooks 1.0): signed with each of the secrets. */
export function signedHeaders(
  secrets: readonly Buffer[],
  { id, at, body }: SignedMessage,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  );
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
