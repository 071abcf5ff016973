import type { SMTPError } from 'nodemailer/lib/smtp-connection';
import type { Outcome } from '../model/delivery.js';
import { classifyReply } from './classify-smtp-reply.js';
import { cleanReplyText } from './clean-reply-text.js';
import { parseReply, type SmtpReply, type SmtpStage } from './smtp-reply.js';

/** How far a message had come when it failed. */
export interface Progress {
  /** The connection stood: greeting, TLS and login were done. */
  readonly connected: boolean;
  /** The final dot was handed to the socket, so the server may have it. */
  readonly dotSent: boolean;
}

/** Errors of the connection carry these codes; a reply that stands beside one is a fragment at best. */
const CONNECTION_CODES = new Set(['ECONNECTION', 'ESOCKET', 'ETIMEDOUT', 'EDNS', 'EPROTOCOL']);

/** Of OpenSSL and of Node's TLS. */
const TLS_CODES = /CERT|TLS|SSL|SIGNATURE|^EPROTO$/;

const COMMAND_STAGES: Readonly<Record<string, SmtpStage>> = {
  'MAIL FROM': 'mail',
  'RCPT TO': 'rcpt',
  DATA: 'data',
};

/** What an error of a connection means for the message it carried. */
export function failureOutcome(error: SMTPError, progress: Progress): Outcome {
  const outcome = outcomeOf(readFailure(error, progress));
  if (outcome.replyCode !== null) return outcome;
  if (isRefusedSetUp(error, progress)) return { ...outcome, class: 'configuration' };
  if (isRefusedHere(error, progress)) return { ...outcome, class: 'rejected' };
  return outcome;
}

/** A login or a certificate that cannot be used is for the operator to put right. */
function isRefusedSetUp(error: SMTPError, { connected }: Progress): boolean {
  if (connected) return false;
  return error.code === 'EAUTH' || error.code === 'ETLS' || TLS_CODES.test(error.originalCode ?? '');
}

/** Never put on the wire: an address that cannot stand in a command, a message above the relay's SIZE. */
function isRefusedHere(error: SMTPError, { connected, dotSent }: Progress): boolean {
  return connected && !dotSent && error.response === undefined && !CONNECTION_CODES.has(error.code ?? '');
}

/** The outcome of a reply as the ledger keeps it. */
export function outcomeOf(reply: SmtpReply): Outcome {
  return {
    class: classifyReply(reply),
    replyCode: reply.code,
    replyStatus: reply.enhanced,
    replyText: reply.text,
  };
}

function readFailure(error: SMTPError, { connected, dotSent }: Progress): SmtpReply {
  const stage = connected ? stageOf(error, dotSent) : 'connect';
  const response = error.response;
  if (response !== undefined && isWholeReply(error, connected, dotSent)) {
    const reply = parseReply(stage, response);
    if (reply.code !== null) return reply;
  }
  return { stage, code: null, enhanced: null, text: cleanReplyText(describe(error, stage)) };
}

function stageOf(error: SMTPError, dotSent: boolean): SmtpStage {
  if (dotSent) return 'final';
  if (error.code === 'EMESSAGE' && error.command === 'DATA') return 'final';
  return COMMAND_STAGES[error.command ?? ''] ?? 'data';
}

/** Of a connection's own errors only 421 is a reply, and only where it cannot be mistaken for a half one. */
function isWholeReply(error: SMTPError, connected: boolean, dotSent: boolean): boolean {
  if (!connected || !CONNECTION_CODES.has(error.code ?? '')) return true;
  return error.responseCode === 421 && !dotSent;
}

/** The text of a failure without a reply: codes and stage only, an error's message may hold an address. */
function describe(error: SMTPError, stage: SmtpStage): string {
  const code = error.originalCode ?? error.timeoutType ?? error.code ?? 'unknown';
  return `no reply (${stage}, ${code})`;
}
