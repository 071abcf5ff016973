import Type from 'typebox';
import type { Texts } from '../../i18n/texts.js';
import { dateIn } from '../../model/calendar-date.js';
import { canonicalRules, type Rules, rulesFaults } from '../../model/rules.js';
import { canBeRules } from '../../model/rules-of-search.js';
import { previewRules } from '../../subscribers/preview.js';
import { faultSentence } from '../forms/fault-sentences.js';
import { formOrigin } from '../forms/form-origin.js';
import { rulesFields } from '../forms/preferences-form.js';
import type { PageContext, WebServer } from '../http/context.js';
import type { ClientLimit } from '../limits/rate-limits.js';
import { readTyped } from '../search/find-papers.js';
import { type SearchSubscription, subscriptionTo } from '../search/search-subscription.js';
import { todaysDateline } from './message-page.js';
import { previewView } from './preview-view.js';
import { sendPage } from './send-page.js';
import { freshForm } from './subscribe-form.js';

const Query = Type.Object({ q: Type.String({ default: '', maxLength: 2_000 }) });

/** Where a search becomes a subscription; null where no rules can be made of it. */
export function searchSubscriptionUrl(typed: string): string | null {
  const q = typed.slice(0, 300);
  return canBeRules(readTyped(q)) ? `/search/subscribe?${new URLSearchParams({ q })}` : null;
}

/**
 * A search as a subscription: what it means as rules, what the last seven days would have brought, and the
 * subscribe form that takes them along. Nothing of it is kept.
 */
export function searchSubscriptionPage(server: WebServer, context: PageContext, limit: ClientLimit): void {
  const { base, clock, config, database } = context;
  const schema = { querystring: Query };
  server.get('/search/subscribe', { schema, onRequest: limit }, async (request, reply) => {
    const q = request.query.q.slice(0, 300).trim();
    const query = readTyped(q);
    if (!canBeRules(query)) return reply.redirect(`${base}/search?${new URLSearchParams({ q })}`, 303);
    const subscription = await subscriptionTo(database, query);
    const { rules } = subscription;
    const faults = rulesFaults(rules, config.topics.has);
    const today = dateIn(config.digestTimezone, clock());
    const days = faults.length > 0 ? null : await previewRules(database, rules, today);
    reply.header('cache-control', 'no-store');
    return sendPage(reply, context, 'search-subscription', (texts) => ({
      dateline: todaysDateline(context, texts),
      q,
      search: `/search?${new URLSearchParams({ q })}`,
      meaning: meaningOf(rules, texts),
      remarks: remarksOf(subscription, query.unread, texts),
      faults: faults.map((fault) => faultSentence(texts, fault)),
      tried: days !== null,
      ...previewView(texts, days ?? []),
      rules: rulesFields(texts, rules, config.topics),
      form: {
        ...freshForm,
        origin: formOrigin(request, 'search'),
        preferences: `{"rules":${canonicalRules(rules)}}`,
      },
    }));
  });
}

/** What each side of the rules holds, in words. */
function meaningOf({ follow, mute }: Rules, texts: Texts) {
  const together = (keyword: string) => keyword.split(' + ').join(texts.t('search-subscription.and'));
  const rows = [
    ['words', follow.keywords.map(together)],
    ['authors', follow.authors],
    ['categories', follow.categories],
    ['never', [...mute.keywords, ...mute.authors]],
  ] as const;
  const held = rows.filter(([, terms]) => terms.length > 0);
  const everything = held.every(([name]) => name === 'never');
  return [
    ...(everything
      ? [
          {
            name: texts.t('search-subscription.row-papers'),
            text: texts.t('search-subscription.everything'),
          },
        ]
      : []),
    ...held.map(([name, terms]) => ({
      name: texts.t(`search-subscription.row-${name}`),
      text: terms.join(' · '),
    })),
  ];
}

function remarksOf(
  { rules: { follow }, unknownNames, namesDays }: SearchSubscription,
  unread: readonly string[],
  texts: Texts,
): string[] {
  const followed = follow.keywords.length + follow.authors.length + follow.categories.length;
  return [
    ...(followed > 1 ? [texts.t('search-subscription.any')] : []),
    ...(follow.authors.length > 0 && unknownNames.length === 0
      ? [texts.t('search-subscription.full-names')]
      : []),
    ...unknownNames.map((name) => texts.t('search-subscription.unknown-name', { name })),
    ...(namesDays ? [texts.t('search-subscription.days')] : []),
    ...unread.map((part) => texts.t('search-subscription.unread', { part })),
  ];
}
