import { placeText } from '../config/places.js';
import type { UnknownName } from '../config/read-settings.js';

/** What a person reads of a name that nothing reads. */
export function unknownText({ name, place, nearest }: UnknownName): string {
  const where = place.kind === 'environment' ? 'in the environment' : `at ${placeText(place)}`;
  const hint = nearest === null ? '' : `; did you mean ${nearest}?`;
  return `${name} ${where} is unknown and nothing reads it${hint}`;
}
