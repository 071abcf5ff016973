/** How authors begin to say what they did. */
const AUTHORS = String.raw`\b(?:we|our|this|the present) (?:(?:paper|work|study|report|article|survey)\b)?`;
const DID =
  String.raw`\b(?:propose|introduce|present|develop|release|study|studies|investigate|show|describe|design|build|` +
  'construct|explore|analy[sz]e|examine|address|formulate|establish|unveil|offer|provide|contribute|report|' +
  'demonstrate|argue|revisit|benchmark|evaluate|curate|create|train)';
const CONTRIBUTION = new RegExp(`${AUTHORS}[^.]{0,60}${DID}`, 'i');
const SENTENCE_END = /(?<=[.!?])\s+(?=[A-Z])/;

/**
 * The sentences of an abstract in which its authors say what they did, in their order; the first sentence where none does.
 * @param most how many at most
 */
export function contributionSentences(abstract: string, most: number): string[] {
  const sentences = abstract.replace(/\s+/g, ' ').trim().split(SENTENCE_END);
  const telling = sentences.filter((sentence) => CONTRIBUTION.test(sentence));
  return (telling.length > 0 ? telling : sentences.slice(0, 1)).slice(0, most);
}

/** How authors name the thing that they made; what they only argue, measure or look at comes after it. */
const MADE =
  'propose|introduce|present|develop|release|describe|unveil|build|construct|create|curate|formulate|offer|provide';
const MAKING = new RegExp(
  String.raw`\b(?:we|(?:this|our|the present)(?: \w+)? (?:paper|work|study|report|article|survey))\b[^.]{0,80}?\b(?:${MADE})s?\b`,
  'i',
);

/**
 * The sentences of an abstract that name what it adds: those in which the authors say what they made, else those of
 * {@link contributionSentences}.
 * @param most how many at most
 */
export function mainContribution(abstract: string, most: number): string[] {
  const telling = contributionSentences(abstract, Number.POSITIVE_INFINITY);
  const making = telling.filter((sentence) => MAKING.test(sentence));
  return (making.length > 0 ? making : telling).slice(0, most);
}
