import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

/** Where in a session a server turns on its client; `dot` is behind the final dot. */
export type HostileStep = 'connect' | 'ehlo' | 'mail' | 'rcpt' | 'data' | 'body' | 'dot' | 'rset';

/** What it does there: a reply (without CRLF, `\n` between lines), the end of the connection, or nothing any more. */
export type HostileAct = { readonly reply: string; readonly thenCut?: boolean } | 'cut' | 'silence';

export interface HostileSession {
  /** 1 for the first connection. */
  readonly connection: number;
  /** 1 for the first message of the connection. */
  readonly message: number;
  /** Of the message under way. */
  readonly recipient: string;
}

export interface HostileOptions {
  /** Asked at each step; undefined for what an honest server would do. */
  act(step: HostileStep, session: HostileSession): HostileAct | undefined;
  /** Lines of EHLO beside the name; `['PIPELINING', 'ENHANCEDSTATUSCODES']` by default. */
  readonly extensions?: readonly string[];
}

export interface HostileSmtp {
  /** smtp://127.0.0.1:port */
  readonly url: string;
  /** Recipients of messages that were accepted, or read whole and never answered. */
  readonly read: string[];
  /** Commands in the order they came, over all connections. */
  readonly commands: string[];
  readonly connections: () => number;
  stop(): Promise<void>;
}

const honest: Readonly<Record<HostileStep, string>> = {
  connect: '220 hostile.example ESMTP',
  ehlo: '250 hostile.example',
  mail: '250 2.1.0 Ok',
  rcpt: '250 2.1.5 Ok',
  data: '354 End data with <CR><LF>.<CR><LF>',
  body: '',
  dot: '250 2.0.0 Ok: queued',
  rset: '250 2.0.0 Ok',
};

/** A server on raw sockets that can break any rule of RFC 5321, at any step. */
export async function startHostileSmtp(options: HostileOptions): Promise<HostileSmtp> {
  const read: string[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    converse(socket, connections, options, { read, commands });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    read,
    commands,
    connections: () => connections,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function converse(
  socket: Socket,
  connection: number,
  { act, extensions = ['PIPELINING', 'ENHANCEDSTATUSCODES'] }: HostileOptions,
  seen: { readonly read: string[]; readonly commands: string[] },
): void {
  let pending = '';
  let message = 1;
  let recipient = '';
  let accepted = { mail: false, rcpt: false };
  let inBody = false;
  let bodyBegun = false;
  /** Answers come in order (RFC 2920 §3.2): after one that never comes there are none. */
  let mute = false;

  /** Does what the step asks for; true where an honest answer was given. */
  const answer = (step: HostileStep): boolean => {
    const chosen = act(step, { connection, message, recipient });
    if (chosen === 'silence') mute = true;
    if (mute || chosen === 'silence') return false;
    if (chosen === 'cut') {
      socket.destroy();
      return false;
    }
    const text = chosen?.reply ?? honest[step];
    if (text !== '') socket.write(`${text.replaceAll('\n', '\r\n')}\r\n`);
    if (chosen?.thenCut === true) socket.end();
    return chosen === undefined;
  };
  const ehlo = (): void => {
    const chosen = act('ehlo', { connection, message, recipient });
    if (chosen !== undefined) answer('ehlo');
    else {
      const lines = ['hostile.example', ...extensions];
      const last = lines.length - 1;
      socket.write(lines.map((line, at) => `250${at === last ? ' ' : '-'}${line}\r\n`).join(''));
    }
  };
  const command = (line: string): void => {
    seen.commands.push(line);
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') ehlo();
    else if (verb === 'MAIL') {
      recipient = '';
      accepted = { mail: answer('mail'), rcpt: false };
    } else if (verb === 'RCPT') {
      recipient = /<([^>]*)>/.exec(line)?.[1] ?? '';
      accepted.rcpt = answer('rcpt');
    } else if (verb === 'RSET') answer('rset');
    else if (verb === 'DATA' && !accepted.rcpt) {
      if (!socket.destroyed && !mute) socket.write('554 5.5.1 No valid recipients\r\n');
    } else if (verb === 'DATA') {
      inBody = answer('data');
      bodyBegun = false;
    } else if (verb === 'QUIT') socket.end('221 2.0.0 Bye\r\n');
    else socket.write('502 5.5.2 Unknown command\r\n');
  };
  const body = (): boolean => {
    if (!bodyBegun && pending !== '') {
      bodyBegun = true;
      answer('body');
    }
    const end = pending.indexOf('\r\n.\r\n');
    if (end === -1) return false;
    pending = pending.slice(end + 5);
    inBody = false;
    seen.read.push(recipient);
    answer('dot');
    message += 1;
    return true;
  };
  const readOn = (): void => {
    for (;;) {
      if (inBody) {
        if (!body()) return;
        continue;
      }
      const end = pending.indexOf('\r\n');
      if (end === -1) return;
      const line = pending.slice(0, end);
      pending = pending.slice(end + 2);
      command(line);
    }
  };
  socket.on('data', (chunk: Buffer) => {
    pending += chunk.toString('latin1');
    readOn();
  });
  answer('connect');
}
