/** A map that never holds more than so many entries: what was used the longest ago makes room. */
export interface BoundedMap<Key, Value> {
  /** @returns undefined where there is none, or it made room */
  get(key: Key): Value | undefined;
  /** The value under a key, made and kept where there is none. */
  getOrMake(key: Key, make: () => Value): Value;
  set(key: Key, value: Value): void;
  delete(key: Key): void;
  readonly size: number;
}

/** @param most how many entries are kept, at least one */
export function createBoundedMap<Key, Value>(most: number): BoundedMap<Key, Value> {
  const entries = new Map<Key, Value>();
  const set = (key: Key, value: Value): void => {
    // A Map is ordered by insertion, so what is set again counts as used last.
    entries.delete(key);
    entries.set(key, value);
    if (entries.size <= most) return;
    for (const oldest of entries.keys()) {
      entries.delete(oldest);
      break;
    }
  };
  const get = (key: Key): Value | undefined => {
    const value = entries.get(key);
    // The order matters when somebody has to make room, and until then looking something up stays cheap.
    if (value !== undefined && entries.size >= most) set(key, value);
    return value;
  };
  return {
    get,
    getOrMake: (key, make) => {
      const known = get(key);
      if (known !== undefined) return known;
      const made = make();
      set(key, made);
      return made;
    },
    set,
    delete: (key) => void entries.delete(key),
    get size() {
      return entries.size;
    },
  };
}
