import { readFileSync } from 'node:fs';
import { BroadsheetError } from '../errors.js';
import { readTopicsFile } from '../topics/read-topics.js';
import { shippedVocabulary, type TopicVocabulary } from '../topics/vocabulary.js';
import type { Values } from './environment.js';
import type { Faults } from './faults.js';

/** The topics that Broadsheet ships, or with what the file of TOPICS says of its own. */
export function readTopics(values: Values, faults: Faults): TopicVocabulary | null {
  if (values.TOPICS === undefined) return shippedVocabulary;
  try {
    return readTopicsFile(readFileSync(values.TOPICS, 'utf8'));
  } catch (error) {
    const reason = error instanceof BroadsheetError ? error.message : 'expected a file that can be read';
    faults.refuse('TOPICS', reason);
    return null;
  }
}
