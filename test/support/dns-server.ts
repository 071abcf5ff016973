import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { type Answer, decode, encode, type Packet, streamDecode, streamEncode } from 'dns-packet';

/** Records by `TYPE name`, in the form that `src/dns/records.ts` has them; a TXT may be a list of its strings. */
export type Zone = Record<string, readonly (string | readonly string[])[]>;

export interface DnsServer {
  /** `127.0.0.1:port`, as DNS_SERVERS names it. */
  readonly address: string;
  /** What it answers from; may be changed at any time. */
  zone: Zone;
  /** Names that it answers SERVFAIL for. */
  failing: ReadonlySet<string>;
  readonly asked: string[];
  close(): Promise<void>;
}

const SERVFAIL = 2;
const NXDOMAIN = 3;
const AUTHORITATIVE = 1 << 10;
const TRUNCATED = 1 << 9;
/** Without EDNS nothing longer fits a datagram (RFC 1035 §2.3.4). */
const LONGEST_DATAGRAM = 512;

/** A DNS server on loopback, by UDP and TCP, that answers from a zone. */
export async function startDnsServer(): Promise<DnsServer> {
  const state = {
    zone: {} as Zone,
    failing: new Set<string>() as ReadonlySet<string>,
    asked: [] as string[],
  };
  const udp = createSocket('udp4');
  const tcp = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => void socket.end(streamEncode(answerTo(streamDecode(bytes), state))));
  });
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  const { port } = tcp.address() as { port: number };
  udp.on('message', (bytes, { port: to, address }) => {
    const answer = answerTo(decode(bytes), state);
    const whole = encode(answer);
    const short = { ...answer, flags: (answer.flags ?? 0) | TRUNCATED, answers: [] };
    udp.send(whole.length > LONGEST_DATAGRAM ? encode(short) : whole, to, address);
  });
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve));
  return Object.assign(state, {
    address: `127.0.0.1:${port}`,
    close: () => closeBoth(udp, tcp),
  });
}

async function closeBoth(udp: Socket, tcp: Server): Promise<void> {
  await new Promise<void>((resolve) => udp.close(() => resolve()));
  await new Promise<void>((resolve) => void tcp.close(() => resolve()));
}

type State = Pick<DnsServer, 'zone' | 'failing' | 'asked'>;

function answerTo({ id, questions = [] }: Packet, { zone, failing, asked }: State): Packet {
  const [question] = questions;
  const name = question?.name.toLowerCase() ?? '';
  const type = question?.type ?? 'A';
  asked.push(`${type} ${name}`);
  const answers: Answer[] = [];
  let at = name;
  for (let hops = 0; hops < 8; hops += 1) {
    const values = zone[`${type} ${at}`];
    if (values !== undefined) answers.push(...values.map((value) => answerOf(at, type, value)));
    const [alias] = zone[`CNAME ${at}`] ?? [];
    if (typeof alias !== 'string' || type === 'CNAME') break;
    answers.push(answerOf(at, 'CNAME', alias));
    at = alias;
  }
  const exists = Object.keys(zone).some((key) => key.endsWith(` ${at}`) || key.endsWith(`.${at}`));
  const code = failing.has(name) ? SERVFAIL : exists ? 0 : NXDOMAIN;
  return {
    type: 'response',
    id: id ?? 0,
    flags: AUTHORITATIVE | code,
    questions,
    answers: code === SERVFAIL ? [] : answers,
  };
}

function answerOf(name: string, type: string, value: string | readonly string[]): Answer {
  const common = { name, ttl: 60 };
  if (type === 'TXT') {
    const strings = typeof value === 'string' ? (value.match(/[\s\S]{1,255}/g) ?? ['']) : [...value];
    return { ...common, type, data: strings };
  }
  const text = String(value);
  if (type === 'MX') {
    const [preference, exchange = ''] = text.split(' ');
    return {
      ...common,
      type,
      data: { preference: Number(preference), exchange: exchange === '' ? '.' : exchange },
    };
  }
  return { ...common, type: type as 'A' | 'AAAA' | 'CNAME' | 'PTR', data: text };
}
