import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import nodemailer, { type SentMessageInfo } from 'nodemailer';
import type { LocalMailbox } from '../../../src/embedded/mailbox.js';

interface Sending {
  readonly from?: string;
  readonly to: readonly string[];
  readonly raw: string | Buffer;
}

/** Sends as Broadsheet does; rejects with the server's answer. */
export async function send(mailbox: LocalMailbox, mail: Sending): Promise<SentMessageInfo> {
  const transport = nodemailer.createTransport(mailbox.smtpUrl);
  const envelope = { from: mail.from ?? 'papers@sender.example', to: [...mail.to] };
  return await transport.sendMail({ envelope, raw: mail.raw });
}

/** A message of a few lines. */
export const message = (subject: string, from = 'Papers <papers@sender.example>') =>
  `From: ${from}\r\nTo: shown@reader.example\r\nSubject: ${subject}\r\n\r\nBody of it\r\n`;

/** Says each line after the answer to the one before: a server refuses those who talk before it greets. */
export function talk(
  mailbox: LocalMailbox,
  lines: readonly string[],
): { socket: Socket; said: () => string } {
  const socket = connect(Number(new URL(mailbox.smtpUrl).port), '127.0.0.1');
  let said = '';
  const waiting = [...lines];
  socket.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (!/^\d{3} [^\r\n]*\r\n$/m.test(text)) return;
    const next = waiting.shift();
    if (next !== undefined) socket.write(`${next}\r\n`);
  });
  return { socket, said: () => said };
}

/** All that was answered until the server hung up. */
export async function converse(mailbox: LocalMailbox, lines: readonly string[]): Promise<string> {
  const { socket, said } = talk(mailbox, lines);
  await once(socket, 'close');
  return said();
}
