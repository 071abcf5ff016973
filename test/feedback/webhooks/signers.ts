import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A request as a provider sends it. */
export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
}

export const topic = 'arn:aws:sns:eu-west-1:123456789012:feedback';
export const certificateAt =
  'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem';
export const mailgunKey = 'a signing key of the tests';
export const postmarkSecret = 'a secret that Postmark repeats';
export const genericSecret = 'a secret of the relay of the tests';
export const sesPassword = 'a password in a URL of SNS';

const sendgridPair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
export const sendgridKey = sendgridPair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');

const json = { 'content-type': 'application/json' };

export function bySendgrid(
  events: readonly unknown[],
  at: Date,
  key: KeyObject = sendgridPair.privateKey,
): SignedRequest {
  const payload = JSON.stringify(events);
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createSign('sha256').update(`${timestamp}${payload}`).sign(key, 'base64');
  return {
    headers: {
      ...json,
      'x-twilio-email-event-webhook-signature': signature,
      'x-twilio-email-event-webhook-timestamp': timestamp,
    },
    payload,
  };
}

export function byMailgun(
  data: object,
  at: Date,
  { key = mailgunKey, token = 'a'.repeat(50) } = {},
): SignedRequest {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', key)
    .update(timestamp + token)
    .digest('hex');
  return {
    headers: json,
    payload: JSON.stringify({ signature: { timestamp, token, signature }, 'event-data': data }),
  };
}

export function byPostmark(record: object, secret = postmarkSecret): SignedRequest {
  const authorization = `Basic ${Buffer.from(`postmark:${secret}`).toString('base64')}`;
  return { headers: { ...json, authorization }, payload: JSON.stringify(record) };
}

export function byRelay(events: readonly object[], at: Date, secret = genericSecret): SignedRequest {
  const payload = JSON.stringify({ events });
  const seconds = Math.floor(at.getTime() / 1000);
  const mac = createHmac('sha256', secret).update(`${seconds}.${payload}`).digest('hex');
  return { headers: { ...json, 'broadsheet-signature': `t=${seconds},v1=${mac}` }, payload };
}

export interface SnsOptions {
  readonly version?: '1' | '2';
  readonly type?: 'Notification' | 'SubscriptionConfirmation';
  readonly topic?: string;
  readonly certificate?: string;
  readonly subscribeUrl?: string;
  readonly messageId?: string;
  readonly subject?: string;
}

/** A message of Amazon SNS, signed as both of its signature versions ask. */
export function bySns(key: KeyObject, message: object | string, options: SnsOptions = {}): SignedRequest {
  const { version = '2', type = 'Notification', subject } = options;
  const fields: Record<string, string> = {
    Type: type,
    MessageId: options.messageId ?? 'b2f0a1b4-0000-4000-8000-000000000001',
    TopicArn: options.topic ?? topic,
    ...(subject === undefined ? {} : { Subject: subject }),
    Message: typeof message === 'string' ? message : JSON.stringify(message),
    Timestamp: '2026-03-25T09:00:00.000Z',
    ...(type === 'Notification'
      ? {}
      : {
          Token: 'f'.repeat(64),
          SubscribeURL: options.subscribeUrl ?? confirmationOf(options.topic ?? topic),
        }),
  };
  const signed = Object.keys(fields)
    .sort()
    .map((name) => `${name}\n${fields[name]}\n`)
    .join('');
  const signature = createSign(version === '1' ? 'sha1' : 'sha256')
    .update(signed)
    .sign(key, 'base64');
  return {
    headers: { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': type },
    payload: JSON.stringify({
      ...fields,
      SignatureVersion: version,
      Signature: signature,
      SigningCertURL: options.certificate ?? certificateAt,
    }),
  };
}

export function confirmationOf(arn: string): string {
  return `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${arn}&Token=${'f'.repeat(64)}`;
}
