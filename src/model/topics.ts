/** What readers may follow by a name, and the words that papers about it use. */
export interface Topic {
  /** Stable: readers' rules hold it, and the texts `topics.<name>` say it to people. */
  readonly name: string;
  /** In the language of PostgreSQL's `websearch_to_tsquery`; words are compared by their stems. */
  readonly query: string;
}

/** The vocabulary; what a topic finds may be widened, a name that was once offered stays. */
export const topics: readonly Topic[] = [
  topic('agents', 'agent or agentic or "tool use" or "tool calling" or "computer use"'),
  topic('alignment', 'alignment or jailbreak or "red teaming" or safety or "reward hacking"'),
  topic('audio', 'audio or music or sound or acoustic'),
  topic(
    'code',
    '"code generation" or "software engineering" or programming or "program synthesis" or "code review"',
  ),
  topic('data', 'dataset or corpus or "synthetic data" or "data curation"'),
  topic('diffusion', 'diffusion or "flow matching" or "score matching" or denoising'),
  topic(
    'efficiency',
    'quantization or pruning or distillation or "inference efficiency" or "kv cache" or "speculative decoding"',
  ),
  topic('evaluation', 'benchmark or leaderboard or "evaluation suite" or "human evaluation"'),
  topic('games', '"world model" or game or "game playing" or simulator'),
  topic('graphs', '"graph neural" or "knowledge graph" or "graph learning"'),
  topic('images', '"image generation" or "text to image" or "image editing" or "image synthesis"'),
  topic('interpretability', 'interpretability or explainability or "sparse autoencoder" or mechanistic'),
  topic('language-models', '"language model" or llm or pretraining or "instruction tuning"'),
  topic('long-context', '"long context" or "context window" or "linear attention" or "state space"'),
  topic('mathematics', 'theorem or "mathematical reasoning" or "formal proof" or mathematics'),
  topic('medicine', 'medical or clinical or protein or biology or biomedical or genomic'),
  topic('multimodal', 'multimodal or "vision language" or vlm or "visual question answering"'),
  topic('reasoning', 'reasoning or "chain of thought" or "test time compute" or "test time scaling"'),
  topic(
    'reinforcement-learning',
    '"reinforcement learning" or rlhf or rlvr or grpo or "policy optimization"',
  ),
  topic('retrieval', 'retrieval or rag or "dense retrieval" or reranking or "semantic search"'),
  topic('robotics', 'robot or robotic or manipulation or locomotion or "vision language action"'),
  topic('speech', 'speech or "text to speech" or "speech recognition" or speaker'),
  topic('three-d', '"3d" or "gaussian splatting" or nerf or "point cloud" or mesh'),
  topic('video', 'video'),
  topic(
    'vision',
    'segmentation or "object detection" or "image classification" or "computer vision" or "depth estimation"',
  ),
];

export function isTopic(name: string): boolean {
  return topics.some((known) => known.name === name);
}

function topic(name: string, query: string): Topic {
  return { name, query };
}
