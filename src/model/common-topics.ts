/** Shipped topics that most papers are about; offered first to who chooses. */
export const commonTopics = [
  ...(['language-models', 'agents', 'reasoning', 'multimodal'] as const),
  ...(['images', 'vision', 'video', 'reinforcement-learning'] as const),
];
