import type { WireEntity } from './raw-message.js';
import { valuesOf } from './raw-message.js';

/** Fields that a signature covers wherever the message has them (RFC 6376 §5.4.1, RFC 8058 §4). */
const COVERED =
  /^(?:from|to|subject|date|message-id|mime-version|content-type|reply-to|list-.*|feedback-id|auto-submitted)$/;

/** What is wrong with the form of each DKIM-Signature; whether it verifies is another question. */
export function dkimFaults(message: WireEntity): string[] {
  return valuesOf(message, 'DKIM-Signature').flatMap((value) => {
    const tags = new Map(
      value.split(';').map((tag) => {
        const [name = '', ...rest] = tag.split('=');
        return [name.trim(), rest.join('=').replace(/\s+/g, '')] as const;
      }),
    );
    const signed = (tags.get('h') ?? '').toLowerCase().split(':');
    return [
      ...message.fields
        .filter(({ key }) => COVERED.test(key) && !signed.includes(key))
        .map(({ name }) => `DKIM does not cover ${name}`),
      ...(signed.filter((name) => name === 'from').length > 1 ? [] : ['DKIM does not oversign From']),
      ...(tags.has('l') ? ['DKIM signs a length'] : []),
      ...(['rsa-sha256', 'ed25519-sha256'].includes(tags.get('a') ?? '')
        ? []
        : ['DKIM has another algorithm']),
      ...(aligned(tags.get('d') ?? '', valuesOf(message, 'From')[0] ?? '') ? [] : ['DKIM d= is not of From']),
    ];
  });
}

function aligned(domain: string, from: string): boolean {
  const sender = from
    .replace(/>$/, '')
    .slice(from.lastIndexOf('@') + 1)
    .toLowerCase();
  return (
    domain !== '' && (sender === domain || sender.endsWith(`.${domain}`) || domain.endsWith(`.${sender}`))
  );
}
