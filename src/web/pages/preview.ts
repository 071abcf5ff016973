import type { FastifyReply } from 'fastify';
import { dateIn } from '../../model/calendar-date.js';
import { canonicalRules, completeRules, noRules, type Rules, rulesFaults } from '../../model/rules.js';
import { type PreviewDay, previewRules } from '../../subscribers/preview.js';
import { faultSentence } from '../forms/fault-sentences.js';
import { formOrigin } from '../forms/form-origin.js';
import { type FormBody, rulesFields, rulesFromForm } from '../forms/preferences-form.js';
import type { PageContext, WebServer } from '../http/context.js';
import { textsFor } from '../http/request-language.js';
import type { ClientLimit } from '../limits/rate-limits.js';
import { todaysDateline } from './message-page.js';
import { previewView } from './preview-view.js';
import { sendPage } from './send-page.js';
import { freshForm } from './subscribe-form.js';

/** Rules tried out on the last seven days, before any address is given. Nothing of it is kept. */
export function previewPages(server: WebServer, context: PageContext, limit: ClientLimit): void {
  server.get('/preview', (_request, reply) =>
    show(reply, context, { rules: noRules, days: null, faults: [] }),
  );

  server.post('/preview', { onRequest: limit }, async (request, reply) => {
    const rules = completeRules(rulesFromForm((request.body ?? {}) as FormBody));
    const faults = rulesFaults(rules, context.config.topics.has).map((fault) =>
      faultSentence(textsFor(context, request), fault),
    );
    if (faults.length > 0) return show(reply.code(422), context, { rules, days: null, faults });
    const today = dateIn(context.config.digestTimezone, context.clock());
    return show(reply, context, { rules, days: await previewRules(context.database, rules, today), faults });
  });
}

interface Shown {
  readonly rules: Rules;
  /** Null before the rules were tried. */
  readonly days: readonly PreviewDay[] | null;
  readonly faults: readonly string[];
}

function show(reply: FastifyReply, context: PageContext, { rules, days, faults }: Shown) {
  reply.header('cache-control', 'no-store');
  return sendPage(reply, context, 'preview', (texts) => ({
    dateline: todaysDateline(context, texts),
    faults,
    rules: rulesFields(texts, rules, context.config.topics),
    tried: days !== null,
    ...previewView(texts, days ?? []),
    form: {
      ...freshForm,
      origin: formOrigin(reply.request),
      preferences: days === null ? null : `{"rules":${canonicalRules(rules)}}`,
    },
  }));
}
