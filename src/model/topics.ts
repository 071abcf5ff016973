/** What readers may follow by a name, and the words that papers about it use. */
export interface Topic {
  /** Stable: readers' rules hold it. */
  readonly name: string;
  readonly label: string;
  /** In the language of PostgreSQL's `websearch_to_tsquery`; words are compared by their stems. */
  readonly query: string;
}

/** The vocabulary; what a topic finds may be widened, a name that was once offered stays. */
export const topics: readonly Topic[] = [
  topic('agents', 'Agents', 'agent or agentic or "tool use" or "tool calling" or "computer use"'),
  topic(
    'alignment',
    'Alignment and safety',
    'alignment or jailbreak or "red teaming" or safety or "reward hacking"',
  ),
  topic('audio', 'Audio and music', 'audio or music or sound or acoustic'),
  topic(
    'code',
    'Code',
    '"code generation" or "software engineering" or programming or "program synthesis" or "code review"',
  ),
  topic('data', 'Data sets', 'dataset or corpus or "synthetic data" or "data curation"'),
  topic('diffusion', 'Diffusion', 'diffusion or "flow matching" or "score matching" or denoising'),
  topic(
    'efficiency',
    'Efficiency',
    'quantization or pruning or distillation or "inference efficiency" or "kv cache" or "speculative decoding"',
  ),
  topic('evaluation', 'Evaluation', 'benchmark or leaderboard or "evaluation suite" or "human evaluation"'),
  topic('games', 'Games and worlds', '"world model" or game or "game playing" or simulator'),
  topic('graphs', 'Graphs', '"graph neural" or "knowledge graph" or "graph learning"'),
  topic(
    'images',
    'Image generation',
    '"image generation" or "text to image" or "image editing" or "image synthesis"',
  ),
  topic(
    'interpretability',
    'Interpretability',
    'interpretability or explainability or "sparse autoencoder" or mechanistic',
  ),
  topic(
    'language-models',
    'Language models',
    '"language model" or llm or pretraining or "instruction tuning"',
  ),
  topic(
    'long-context',
    'Long context',
    '"long context" or "context window" or "linear attention" or "state space"',
  ),
  topic('mathematics', 'Mathematics', 'theorem or "mathematical reasoning" or "formal proof" or mathematics'),
  topic(
    'medicine',
    'Medicine and biology',
    'medical or clinical or protein or biology or biomedical or genomic',
  ),
  topic('multimodal', 'Multimodal', 'multimodal or "vision language" or vlm or "visual question answering"'),
  topic(
    'reasoning',
    'Reasoning',
    'reasoning or "chain of thought" or "test time compute" or "test time scaling"',
  ),
  topic(
    'reinforcement-learning',
    'Reinforcement learning',
    '"reinforcement learning" or rlhf or rlvr or grpo or "policy optimization"',
  ),
  topic('retrieval', 'Retrieval', 'retrieval or rag or "dense retrieval" or reranking or "semantic search"'),
  topic('robotics', 'Robotics', 'robot or robotic or manipulation or locomotion or "vision language action"'),
  topic('speech', 'Speech', 'speech or "text to speech" or "speech recognition" or speaker'),
  topic('three-d', '3D', '"3d" or "gaussian splatting" or nerf or "point cloud" or mesh'),
  topic('video', 'Video', 'video'),
  topic(
    'vision',
    'Vision',
    'segmentation or "object detection" or "image classification" or "computer vision" or "depth estimation"',
  ),
];

export function isTopic(name: string): boolean {
  return topics.some((known) => known.name === name);
}

function topic(name: string, label: string, query: string): Topic {
  return { name, label, query };
}
