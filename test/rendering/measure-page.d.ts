/** Runs inside a page: what in it is too wide, too faint, or too small to touch. */
export function measurePage(): {
  /** CSS pixels beyond the width of the window. */
  overflow: number;
  /** Elements whose text has a contrast below 4.5. */
  faint: string[];
  /** Links to press that are lower than 44 CSS pixels. */
  small: string[];
  background: string;
  /** Resources that were fetched. */
  requests: number;
};
