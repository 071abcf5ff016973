import { addressIn } from '../addresses.js';
import type { Dialect } from '../dialect.js';
import type { Finding } from '../finding.js';

/**
 * Amazon SNS mails the notifications of SES as JSON, which a person subscribed to by e-mail. The text may be cut
 * off or have line breaks in it, so it is searched rather than parsed.
 */
export const amazonNotification: Dialect = {
  name: 'amazon-notification',
  speaks: ({ lines }) =>
    /^\s{0,8}\{\s{0,8}"(notificationType|eventType)"\s{0,4}:\s{0,4}"(Bounce|Delivery)"/.test(lines.join('')),
  read: ({ lines }) => {
    const text = lines.join('');
    const list =
      /"(?:bouncedRecipients|recipients)"\s{0,4}:\s{0,4}\[([^\]]{1,20000})\]/.exec(text)?.[1] ?? '';
    const isDelivery = /^\s{0,8}\{\s{0,8}"\w+"\s{0,4}:\s{0,4}"Delivery"/.test(text);
    const isTransient = /"bounceType"\s{0,4}:\s{0,4}"Transient"/.test(text);
    return list.split(/\}\s{0,8},/).flatMap((entry) => findingIn(entry, { isDelivery, isTransient }));
  },
};

function findingIn(
  entry: string,
  { isDelivery, isTransient }: Record<'isDelivery' | 'isTransient', boolean>,
): Finding[] {
  const value = (name: string): string | null =>
    new RegExp(`"${name}"\\s{0,4}:\\s{0,4}"([^"]{0,2000})"`).exec(entry)?.[1] ?? null;
  const recipient = addressIn(value('emailAddress') ?? (isDelivery ? entry : ''));
  if (recipient === null) return [];
  const status = value('status');
  return [
    {
      recipient,
      aliases: [],
      action: isDelivery ? 'delivered' : (value('action') ?? 'failed'),
      status: isTransient && status?.startsWith('5') === true ? `4${status.slice(1)}` : status,
      diagnostic: (value('diagnosticCode') ?? '').replace(/^smtp;/, '').trim(),
      context: '',
      dialect: 'amazon-notification',
    },
  ];
}
