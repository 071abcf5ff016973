import { encode } from 'uqr';

export interface QrPath {
  /** Modules on a side, with the quiet zone of four around them (ISO/IEC 18004 §5.3.8). */
  readonly size: number;
  /** `d` of an SVG path in units of a module: each run of dark ones is one rectangle. */
  readonly path: string;
}

const QUIET = 4;

/** Draws a text as a QR code, in one path that needs no style of its own. */
export function qrPath(text: string): QrPath {
  const { size, data } = encode(text, { ecc: 'M', border: QUIET });
  const runs = data.flatMap((row, y) => {
    const line = row.map((isDark) => (isDark ? '1' : '0')).join('');
    return [...line.matchAll(/1+/g)].map(
      ({ 0: run, index }) => `M${index} ${y}h${run.length}v1h-${run.length}z`,
    );
  });
  return { size, path: runs.join('') };
}
