import { STATUS_CODES } from 'node:http';
import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import { SECOND_MS } from '../../durations.js';
import { toProblem } from './problem.js';

/** How long a client may take to read why it was turned away; what it goes on sending is passed over. */
const READS_WITHIN_MS = 2 * SECOND_MS;

/**
 * Answers what Node could not read as a request: with problem details as everywhere, and with the end of the
 * connection said in words, or clients would ask over it once more (RFC 9112 §9.6). It is closed when the client has
 * had the time to read: what arrives at a closed connection takes the answer away with it.
 */
export const answerUnparsed: NonNullable<FastifyServerOptions['clientErrorHandler']> = (error, socket) => {
  // Browsers and proxies open connections ahead of need. An answer that nobody asked for would be taken for that to the
  // request that is just being written.
  const isUnused = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && socket.bytesRead === 0;
  if (error.code === 'ECONNRESET' || isUnused) {
    socket.destroy();
    return;
  }
  // What comes behind the fault is a fault too, and was answered.
  if (!socket.writable) return;
  const problem = toProblem(faultOf(error.code));
  // A client takes what follows the head of an answer to HEAD for another answer (RFC 9110 §9.3.2).
  const body = isHead(error) ? Buffer.alloc(0) : Buffer.from(JSON.stringify(problem));
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'Connection: close',
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${body.length}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
  ];
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]));
  setTimeout(() => socket.destroy(), READS_WITHIN_MS).unref();
};

/** As far as it is known: the parser keeps the octets that it stumbled over, with which most requests begin. */
function isHead({ rawPacket }: { readonly rawPacket?: unknown }): boolean {
  return Buffer.isBuffer(rawPacket) && rawPacket.subarray(0, 5).toString('latin1') === 'HEAD ';
}

/** RFC 9110 §10.1.1 leaves it to a server whether it minds an expectation that it does not know; Node does (417). */
export function passOverExpectations({ server }: FastifyInstance): void {
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

/** The codes are those of Node's parser. */
function faultOf(code: string | undefined): { statusCode: number; message: string } {
  if (code === 'HPE_HEADER_OVERFLOW')
    return { statusCode: 431, message: 'The address and the headers take more than 16 KB together.' };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { statusCode: 408, message: 'The request did not arrive in time.' };
  return { statusCode: 400, message: 'This is no request of HTTP.' };
}
