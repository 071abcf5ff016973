import { webhookPaths } from '../../src/feedback/webhooks/open-webhooks.js';

/** Pages and files that are read; parameters as Fastify writes them. */
export const pageRoutes: readonly string[] = [
  ...['/', '/trending', '/digests', '/digests/:name', '/daily', '/daily/:date', '/papers', '/papers/:id'],
  ...[
    '/papers/:id.md',
    '/papers/:archive/:number',
    '/papers/:archive/:number.md',
    '/search',
    '/search/subscribe',
  ],
  ...[
    '/subscribe',
    '/preview',
    '/embed',
    '/topics',
    '/sitemap.xml',
    '/sitemap/:month.xml',
    '/robots.txt',
    '/card/*',
  ],
  ...[
    '/feeds/daily.atom',
    '/feeds/daily.json',
    '/feeds/weekly.atom',
    '/feeds/search.atom',
    '/feeds/search.json',
    '/assets/:file',
    '/brand/:state/:file',
    '/favicon.ico',
    '/docs/json',
  ],
  ...[
    '/api/daily_papers',
    '/api/papers/:id',
    '/api/papers/search',
    '/api/papers',
    '/mailbox',
    '/mailbox/:id',
    '/*',
  ],
  ...[
    '/confirm/:token',
    '/unsubscribe/:token',
    '/preferences/:token',
    '/preferences/:token/order',
    '/resume/:token',
  ],
  ...[
    '/your-data/:token',
    '/your-data/:token/export.json',
    '/your-data/:token/erase',
    '/your-data/request/:token',
  ],
  ...[
    '/saved/:token',
    '/answers/:token',
    '/current-digest/:token',
    '/address-change/:token',
    '/your-feeds/:token',
  ],
];

const preferences =
  'frequency time timeZone zoneGuess weekdays catchUp language topics categories keywords authors organisations muteTopics muteKeywords minUpvotes maxPapers abstracts onlyWithCode whenNothingMatches order rules'.split(
    ' ',
  );

/** Forms, with names of fields that some of them have. */
export const formRoutes: readonly { readonly path: string; readonly fields: readonly string[] }[] = [
  ...['/subscribe', '/preview', '/embed'].map((path) => ({
    path,
    fields: ['address', 'website', ...preferences],
  })),
  { path: '/preferences/:token', fields: preferences },
  { path: '/unsubscribe/:token', fields: ['List-Unsubscribe'] },
  { path: '/answers/:token', fields: ['paper', 'answer', 'anchor'] },
  { path: '/saved/:token', fields: ['paper', 'restore', 'order'] },
  { path: '/preferences/:token/pause', fields: ['until'] },
  { path: '/preferences/:token/skip', fields: ['skip', 'date'] },
  { path: '/preferences/:token/address', fields: ['address'] },
  ...[
    ...['/confirm/:token', '/resume/:token', '/unsubscribe/:token/weekly', '/preferences/:token/weekly'],
    ...['/preferences/:token/unpause', '/preferences/:token/order', '/preferences/:token/order/forget'],
    ...[
      '/preferences/:token/order/recall',
      '/current-digest/:token',
      '/your-feeds/:token',
      '/address-change/:token',
    ],
    ...[
      '/address-change/:token/refuse',
      '/your-data/request/:token',
      '/your-data/:token/erase',
      '/mailbox/empty',
    ],
  ].map((path) => ({ path, fields: ['order', 'confirm'] })),
];

export const webhookProviders: readonly string[] = [...webhookPaths, 'constructor'];
