/** An item as the API writes it, with an invented paper. */
export function apiItem(
  id: string,
  paper: Record<string, unknown> = {},
  outer: Record<string, unknown> = {},
) {
  return {
    paper: {
      id,
      authors: [{ _id: '1', name: 'Ada Example', hidden: false }],
      publishedAt: '2026-03-20T17:59:31.000Z',
      submittedOnDailyAt: '2026-03-23T00:41:07.000Z',
      submittedOnDailyBy: { user: 'example-user', fullname: 'Example User', avatarUrl: '/avatars/1.svg' },
      title: `Invented paper ${id}`,
      summary: `What the invented paper ${id} would say.`,
      upvotes: 7,
      ...paper,
    },
    publishedAt: '2026-03-20T13:59:31.000Z',
    title: `Invented paper ${id}`,
    numComments: 2,
    submittedBy: { name: 'example-user' },
    ...outer,
  };
}

/** The `index`-th of many ids. */
export function apiId(index: number): string {
  return `2603.${String(10_000 + index)}`;
}
