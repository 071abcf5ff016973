import type { SMTPError } from 'nodemailer/lib/smtp-connection';
import type { Outcome } from '../../model/delivery.js';
import { verdictOfReply } from './classify-smtp-reply.js';
import { parseReply, type SmtpReply, type SmtpStage } from './smtp-reply.js';

/** Of OpenSSL and of Node's TLS. */
const TLS_CODES = /CERT|TLS|SSL|SIGNATURE|^EPROTO$/;

/** What it means for a message that no connection could be made for it. */
export function connectFailureOutcome(error: SMTPError): Outcome {
  const reply = error.response === undefined ? null : parseReply('connect', error.response);
  if (reply !== null && reply.code !== null) return outcomeOf(reply);
  const outcome = noReplyOutcome('connect', causeOf(error));
  // A login or a certificate that cannot be used is for the operator to put right.
  const isSetUp = error.code === 'EAUTH' || error.code === 'ETLS' || TLS_CODES.test(error.originalCode ?? '');
  return isSetUp ? { ...outcome, class: 'configuration' } : outcome;
}

/** The outcome of a reply as the ledger keeps it. */
export function outcomeOf(reply: SmtpReply, recipient: string | null = null): Outcome {
  const { class: kind, refusal, grade } = verdictOfReply(reply, recipient);
  return {
    class: kind,
    refusal,
    grade,
    replyCode: reply.code,
    replyStatus: reply.enhanced,
    replyText: reply.text,
  };
}

/**
 * The outcome where a reply was due and none came. Its text holds codes and the stage only: what an error says
 * may hold an address.
 */
export function noReplyOutcome(stage: SmtpStage, cause: string): Outcome {
  return outcomeOf({ stage, code: null, enhanced: null, text: `no reply (${stage}, ${cause})` });
}

function causeOf(error: SMTPError): string {
  return error.originalCode ?? error.timeoutType ?? error.code ?? 'unknown';
}
