import { readUrl } from '../../../read-url.js';

/** `arn:aws:sns:eu-west-1:123456789012:name`, also of the partitions aws-cn and aws-us-gov. */
const TOPIC = /^arn:aws(?:-[a-z]+)*:sns:([a-z]{2,4}(?:-[a-z]+)+-\d{1,2}):\d{12}:[A-Za-z0-9_.-]{1,256}$/;
const HOST = /^sns\.([a-z]{2,4}(?:-[a-z]+)+-\d{1,2})\.amazonaws\.com(?:\.cn)?$/;
const CERTIFICATE = /^\/SimpleNotificationService-[A-Za-z0-9]{1,64}\.pem$/;

export function isTopicArn(text: string): boolean {
  return TOPIC.test(text);
}

/** The URL of a signing certificate; null where it is not one of Amazon SNS in the topic's own region. */
export function certificateUrl(text: string, topic: string): URL | null {
  const url = snsUrl(text, topic);
  return url !== null && url.search === '' && CERTIFICATE.test(url.pathname) ? url : null;
}

/** The URL that confirms a subscription; null where it is not SNS's own, or is for another topic. */
export function confirmationUrl(text: string, topic: string): URL | null {
  const url = snsUrl(text, topic);
  if (url === null || url.pathname !== '/') return null;
  const { searchParams: asked } = url;
  const isOurs = asked.get('Action') === 'ConfirmSubscription' && asked.get('TopicArn') === topic;
  return isOurs && asked.getAll('Action').length === 1 && asked.getAll('TopicArn').length === 1 ? url : null;
}

function snsUrl(text: string, topic: string): URL | null {
  const url = text.length > 2_000 ? null : readUrl(text);
  if (url === null) return null;
  const region = HOST.exec(url.hostname)?.[1];
  const isPlain = url.username === '' && url.password === '' && url.port === '' && url.hash === '';
  const isOwn = region !== undefined && region === TOPIC.exec(topic)?.[1];
  return url.protocol === 'https:' && isPlain && isOwn ? url : null;
}
