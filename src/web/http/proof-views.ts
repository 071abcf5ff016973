const message = {
  heading: 'An invented heading',
  dateline: 'March 24',
  paragraphs: ['An invented paragraph.'],
  actions: [],
  links: [{ href: '/', text: 'A link' }],
};

/** Views that show every layout and the subscribe form, with values of nobody. */
export const proofViews: readonly (readonly [view: string, values: object])[] = [
  ['message', message],
  ['admin/message', { ...message, frame: null, who: null, formKey: '', version: '0' }],
  [
    'subscribe',
    {
      dateline: 'March 24',
      form: {
        action: '/subscribe',
        address: '',
        error: null,
        isNew: true,
        framed: false,
        preferences: null,
        schedule: { open: false, frequency: '', time: '', timeZone: '', error: null },
        origin: { place: 'page', from: null, site: null },
      },
    },
  ],
];
