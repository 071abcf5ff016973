/** A list of invented papers in the shape of the source's answer, for tests that need one and no more. */
export function inventedList(day: string, count: number): object[] {
  return Array.from({ length: count }, (_, index) => ({
    paper: {
      id: `${day.slice(2, 4)}${day.slice(5, 7)}.${day.slice(8, 10)}${String(index).padStart(3, '0')}`,
      title: `Invented paper ${index} of ${day}`,
      summary: `What a test needs to know about invented paper ${index}. `.repeat(12).trim(),
      authors: [{ name: 'A. Sample' }, { name: 'B. Sample' }],
      publishedAt: `${day}T00:00:00.000Z`,
      submittedOnDailyAt: `${day}T00:00:00.000Z`,
      upvotes: 100 - index,
    },
    numComments: index % 4,
  }));
}
