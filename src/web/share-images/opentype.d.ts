/** What is used of it. */
declare module 'opentype.js' {
  export interface Path {
    /** The commands of an SVG path. */
    toPathData(decimalPlaces?: number): string;
  }

  export interface Font {
    /** 0 where the font has no sign for it. */
    charToGlyphIndex(character: string): number;
    getPath(text: string, x: number, y: number, fontSize: number): Path;
    getAdvanceWidth(text: string, fontSize: number): number;
  }

  const opentype: { parse(font: ArrayBuffer): Font };
  export default opentype;
}
