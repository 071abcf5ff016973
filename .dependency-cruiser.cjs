/** The import table of docs/architecture.md: what each room may import, and nothing else of ours. */
const rooms = {
  model: [],
  parsing: ['model'],
  brand: ['model'],
  signing: ['model'],
  'paper-text': ['model'],
  citations: ['model', 'paper-text'],
  dns: ['model'],
  topics: ['model', 'paper-text'],
  refusals: ['model'],
  store: ['model', 'signing', 'paper-text'],
  sources: ['model', 'parsing'],
  ranking: ['model', 'paper-text'],
  operators: ['model', 'store', 'signing'],
  digests: ['model', 'topics', 'store', 'operators', 'ranking'],
  subscribers: ['model', 'store', 'operators', 'signing'],
  backup: ['model', 'signing', 'store', 'operators', 'subscribers'],
  monitor: ['model', 'sources', 'store'],
  tastes: ['model', 'store', 'ranking'],
  i18n: ['model'],
  rendering: ['model', 'brand', 'i18n', 'paper-text'],
  delivery: ['model', 'signing', 'refusals', 'store', 'tastes', 'i18n', 'rendering'],
  mailing: ['model', 'store', 'operators', 'digests'],
  outbound: ['model', 'signing', 'store', 'operators'],
  feedback: ['model', 'parsing', 'signing', 'refusals', 'store', 'operators'],
};

const forbidden = Object.entries(rooms).map(([room, allowed]) => ({
  name: `${room}-imports`,
  comment: `src/${room} may import ${['errors', ...allowed].join(', ')} and its own files only.`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: {
    path: '^src/',
    pathNot: [
      `^src/${room}/`,
      ...(room === 'model' ? [] : ['^src/errors\\.ts$']),
      '^src/(durations|bounded-map|time-bound|make-folder|package-folder|proxies|public-address|guarded-target|read-url)\\.ts$',
      ...allowed.map((name) => `^src/${name}/`),
    ],
  },
}));

/**
 * The inner tables of docs/architecture.md: which neighbours the rooms inside a room may import. All of them may import
 * what the outer room may, and the files at its root but for those named last, which open the rooms.
 */
const innerRooms = {
  delivery: {
    smtp: [],
    relays: ['smtp'],
    editions: [],
    ledger: ['editions'],
    due: [],
  },
  web: {
    http: [],
    limits: [],
    'share-images': [],
    charts: [],
    links: ['http'],
    search: [],
    readers: ['http', 'limits', 'links'],
    sentences: ['http'],
    forms: ['http', 'links'],
    huggingface: ['http', 'limits', 'search'],
    feeds: ['http', 'limits', 'links', 'pages', 'search'],
    mailbox: ['http', 'pages'],
    pages: ['http', 'limits', 'links', 'search', 'readers', 'sentences', 'forms', 'share-images', 'charts'],
    admin: ['http', 'limits', 'links', 'mailbox', 'pages', 'sentences', 'charts', 'readers', 'forms'],
    api: ['http', 'limits', 'links', 'search', 'readers', 'forms', 'pages'],
  },
  store: {
    papers: [],
    tastes: ['papers'],
    digests: ['papers'],
    editions: ['digests'],
    subscribers: [],
    backup: [],
    numbers: [],
    operators: [],
    outbound: [],
    imports: [],
    deliveries: ['editions', 'subscribers', 'digests'],
    feedback: ['subscribers'],
  },
};

/** Files at the root of a room that its inner rooms do not import, because these open them or stand above them. */
const above = {
  delivery: '(?!delivery-log|stop-reason)[^/]+\\.ts$',
  web: '(server|webhooks)\\.ts$',
  store: '(migrate)\\.ts$',
};

const forbiddenInside = Object.entries(innerRooms).flatMap(([outer, inner]) =>
  Object.entries(inner).map(([room, allowed]) => ({
    name: `${outer}-${room}-imports`,
    comment: `Of its neighbours, src/${outer}/${room} may import ${allowed.join(', ') || 'none'}.`,
    severity: 'error',
    from: { path: `^src/${outer}/${room}/` },
    to: {
      path: `^src/${outer}/([^/]+/|${above[outer]})`,
      pathNot: [room, ...allowed].map((name) => `^src/${outer}/${name}/`),
    },
  })),
);

module.exports = {
  forbidden: [
    ...forbidden,
    ...forbiddenInside,
    {
      name: 'errors-import-nothing',
      severity: 'error',
      from: {
        path: '^src/(errors|durations|bounded-map|time-bound|make-folder|package-folder|printable|public-address|read-url)\\.ts$',
      },
      to: { path: '^src/' },
    },
    {
      name: 'embedded-imports',
      comment: 'The embedded default knows nothing of the service that it serves.',
      severity: 'error',
      from: { path: '^src/embedded/' },
      to: { path: '^src/', pathNot: ['^src/embedded/', '^src/(errors|make-folder)\\.ts$'] },
    },
    {
      name: 'stages-know-no-entrance',
      comment: 'Jobs chain stages; they know neither the web nor the command line.',
      severity: 'error',
      from: { path: '^src/jobs/' },
      to: { path: '^src/(web|cli|embedded|main|wiring)' },
    },
    {
      name: 'web-knows-no-delivery-internals',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/(delivery|cli|main|wiring)' },
    },
    {
      name: 'jobs-from-web-through-queues',
      comment: 'Pages start jobs through jobs/queues and know nothing of how they are carried out.',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/jobs/', pathNot: ['^src/jobs/queues\\.ts$'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['^src/main\\.ts$', '\\.d\\.ts$'] },
      to: {},
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
