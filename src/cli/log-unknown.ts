import type { Logger } from 'pino';
import { placeText } from '../config/places.js';
import type { Settings } from '../config/read-settings.js';

/** Warns of names in the settings that nothing reads, each with the one that was probably meant. */
export function logUnknown({ unknown }: Settings, log: Logger): void {
  for (const { name, place, nearest } of unknown) {
    log.warn({ name, at: placeText(place), nearest }, 'setting-unknown');
  }
}
