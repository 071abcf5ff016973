import { verify, X509Certificate } from 'node:crypto';
import { textAt, valueAt } from '../json-values.js';

/** The envelope of Amazon SNS around a message. */
export interface SnsMessage {
  readonly type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  readonly topic: string;
  readonly message: string;
  readonly subscribeUrl: string | null;
  readonly certificateUrl: string;
  readonly algorithm: 'sha1' | 'sha256';
  readonly signature: Buffer;
  /** What the signature is over. */
  readonly signed: string;
}

/** Which fields are signed, in this order; Subject only where it is there. */
const SIGNED = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;

const ALGORITHMS: Readonly<Record<string, SnsMessage['algorithm']>> = { '1': 'sha1', '2': 'sha256' };

/** The envelope as it came, unverified; null where it is none. */
export function readSnsMessage(payload: unknown): SnsMessage | null {
  const type = valueAt(payload, 'Type');
  if (type !== 'Notification' && type !== 'SubscriptionConfirmation' && type !== 'UnsubscribeConfirmation') {
    return null;
  }
  const message = valueAt(payload, 'Message');
  const topic = textAt(payload, 'TopicArn');
  // AWS Lambda, which reads the same messages, spells it otherwise.
  const certificateUrl = textAt(payload, 'SigningCertURL') ?? textAt(payload, 'SigningCertUrl');
  const algorithm = ALGORITHMS[textAt(payload, 'SignatureVersion') ?? ''];
  if (typeof message !== 'string' || topic === null || certificateUrl === null || algorithm === undefined) {
    return null;
  }
  return {
    type,
    topic,
    message,
    subscribeUrl: textAt(payload, 'SubscribeURL') ?? textAt(payload, 'SubscribeUrl'),
    certificateUrl,
    algorithm,
    signature: Buffer.from(textAt(payload, 'Signature') ?? '', 'base64'),
    signed: signedText(payload, SIGNED[type]),
  };
}

function signedText(payload: unknown, names: readonly string[]): string {
  return names
    .map((name) => [name, valueAt(payload, name)] as const)
    .filter(([, value]) => typeof value === 'string')
    .map(([name, value]) => `${name}\n${value}\n`)
    .join('');
}

/** Whether a certificate, which is good at this moment, signed the message. */
export function isSignedBy(pem: string, message: SnsMessage, now: Date): boolean {
  try {
    const certificate = new X509Certificate(pem);
    const isValid =
      Date.parse(certificate.validFrom) <= now.getTime() && now.getTime() <= Date.parse(certificate.validTo);
    return (
      isValid &&
      verify(message.algorithm, Buffer.from(message.signed), certificate.publicKey, message.signature)
    );
  } catch {
    return false;
  }
}
