/** Phrases that count alike as evidence of a topic. */
export interface Evidence {
  /** 1 for a phrase that says it alone in a title; less for what only adds to other evidence. */
  readonly weight: number;
  /** In lower case and the singular; words are separated by spaces, without hyphens. */
  readonly phrases: readonly string[];
}

/** What readers may follow by a name, and how a paper about it is told. */
export interface Topic {
  /** Stable: readers' rules hold it. */
  readonly name: string;
  readonly evidence: readonly Evidence[];
  /** Phrases that hold an evidence by chance and say nothing of the topic: "representation alignment". */
  readonly never: readonly string[];
  /** Topics whose evidence speaks against this one: a paper about robots is seldom about language models as such. */
  readonly rivals: readonly string[];
}

/** The parts of a paper that are read for its topics. */
export interface TopicSource {
  readonly title: string;
  readonly abstract: string;
  readonly summary: string | null;
  readonly keywords: readonly string[];
}

/** What a paper is about, by the names of topics. */
export interface PaperTopics {
  readonly about: readonly string[];
  /** The part of them that nobody would doubt; only these hide a paper from who mutes them. */
  readonly surelyAbout: readonly string[];
}
