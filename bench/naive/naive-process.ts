import { once } from 'node:events';
import { createTransport } from 'nodemailer';
import { type MailContent, openAddress, openUrl } from '../digest/mail-names.js';
import { readerAddress } from '../digest/reader-address.js';

/** What the naive sender's process is started with. */
export interface NaiveSetup {
  readonly port: number;
  readonly connections: number;
  readonly content: MailContent;
  /** Signs with nodemailer's DKIM; null: nothing is signed. */
  readonly dkim: {
    readonly domainName: string;
    readonly keySelector: string;
    readonly privateKey: string;
  } | null;
}

export interface NaiveRequest {
  readonly setup?: NaiveSetup;
  /** Sends to so many readers, from the one with number `first` on. */
  readonly send?: { readonly first: number; readonly count: number };
}

export interface NaiveAnswer {
  readonly done: 'setup' | 'send';
}

/** What most people write: one transport, and for each reader html and text with the reader's own link. */
function openSender({ port, connections, content, dkim }: NaiveSetup) {
  const transport = createTransport({
    pool: true,
    host: '127.0.0.1',
    port,
    maxConnections: connections,
    maxMessages: Number.POSITIVE_INFINITY,
    allowInternalNetworkInterfaces: true,
    ...(dkim === null ? {} : { dkim }),
  });
  return (number: number) => {
    const to = readerAddress(number);
    const url = openUrl.replace('THE_LINK_OF_THE_READER', `reader-${number}`);
    const personal = (text: string) => text.replaceAll(openUrl, url).replaceAll(openAddress, to);
    return transport.sendMail({
      from: content.from,
      to,
      subject: content.subject,
      html: personal(content.html),
      text: personal(content.text),
      headers: { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    });
  };
}

async function start(): Promise<void> {
  const [{ setup }] = (await once(process, 'message')) as [NaiveRequest];
  if (setup === undefined) throw new Error('the first message says what to set up');
  const sendTo = openSender(setup);
  process.on('message', ({ send }: NaiveRequest) => {
    if (send === undefined) return;
    let next = send.first;
    const lane = async (): Promise<void> => {
      while (next < send.first + send.count) {
        const number = next;
        next += 1;
        await sendTo(number);
      }
    };
    // Two messages in hand for each connection, so that none waits for the next to be made.
    const lanes = Array.from({ length: 2 * setup.connections }, lane);
    Promise.all(lanes).then(() => answer('send'), fail);
  });
  answer('setup');
}

function answer(done: NaiveAnswer['done']): void {
  process.send?.({ done } satisfies NaiveAnswer);
}

function fail(error: unknown): void {
  console.error(error);
  process.exit(1);
}

// Whoever started it is gone.
process.on('disconnect', () => process.exit(0));
start().catch(fail);
