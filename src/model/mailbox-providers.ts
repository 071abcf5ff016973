import { createRequire } from 'node:module';

/** What the mail library knows of providers; it is data, and only its domains are read. */
const services = createRequire(import.meta.url)('nodemailer/lib/well-known/services.json') as Readonly<
  Record<string, { readonly domains?: readonly string[] }>
>;

/** Providers that nodemailer's list lacks; some only so that nobody is asked whether they meant another. */
const MORE_DOMAINS = [
  ...['live.com', 'msn.com', 'ymail.com', 'rocketmail.com', 'mail.com', 'email.com', 'hey.com', 'zoho.com'],
  ...[
    '163.com',
    '126.com',
    'sina.com',
    'foxmail.com',
    'naver.com',
    'daum.net',
    'hanmail.net',
    'rediffmail.com',
  ],
  ...['web.de', 't-online.de', 'freenet.de', 'mail.de', 'posteo.de', 'mailbox.org', 'orange.fr', 'free.fr'],
  ...[
    'laposte.net',
    'wanadoo.fr',
    'libero.it',
    'mail.ru',
    'bk.ru',
    'comcast.net',
    'verizon.net',
    'fastmail.fr',
  ],
];

/** Domains of mailboxes that many people have. */
export const providerDomains: ReadonlySet<string> = new Set([
  ...Object.values(services).flatMap(({ domains = [] }) => domains),
  ...MORE_DOMAINS,
]);
