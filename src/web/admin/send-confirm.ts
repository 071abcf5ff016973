import type { FastifyReply } from 'fastify';
import type { Texts } from '../../i18n/texts.js';
import type { AdminContext } from './admin-context.js';
import { sendAdmin } from './send-admin.js';
import type { OwnTurn } from './turn.js';

/** What is asked before something that cannot be taken back. */
interface Question {
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly action: string;
  readonly button: string;
  readonly back: string;
  /** What was chosen before it was asked. */
  readonly fields?: readonly { readonly name: string; readonly value: string }[];
  /** A box to tick, where there is a choice. */
  readonly tick?: { readonly name: string; readonly text: string };
}

export function sendConfirm(
  turn: OwnTurn,
  context: AdminContext,
  ask: (texts: Texts) => Question,
): Promise<FastifyReply> {
  return sendAdmin(turn, context, 'admin/confirm', (texts) => ({ tick: null, fields: [], ...ask(texts) }));
}
