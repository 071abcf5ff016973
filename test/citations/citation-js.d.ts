declare module '@citation-js/core' {
  /** Items of CSL-JSON from a text in any format whose plugin was loaded. */
  export const plugins: {
    readonly input: {
      chain(text: string, options: { readonly forceType: string }): Record<string, unknown>[];
    };
  };
}
declare module '@citation-js/plugin-bibtex' {}
declare module '@citation-js/plugin-ris' {}
