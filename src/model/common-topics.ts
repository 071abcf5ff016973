/** Shipped topics that most papers are about; offered first to who chooses. */
export const commonTopics: readonly string[] = [
  ...['language-models', 'agents', 'reasoning', 'multimodal'],
  ...['images', 'vision', 'video', 'reinforcement-learning'],
];
