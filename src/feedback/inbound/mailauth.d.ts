/** The part of mailauth that is used; it comes without types. */
declare module 'mailauth/lib/dkim/verify.js' {
  export interface DkimResult {
    readonly status: {
      readonly result: string;
      readonly comment?: string;
      /** Octets of the body that the signature leaves out (`l=`). */
      readonly underSized?: number;
    };
    readonly signingDomain: string;
    readonly selector: string;
    /** The `h=` tag; absent where there was nothing to verify. */
    readonly signingHeaders?: { readonly keys: string };
  }

  export function dkimVerify(
    message: Buffer,
    options: {
      readonly resolver: (name: string, type: string) => Promise<unknown>;
      readonly minBitLength?: number;
    },
  ): Promise<{ readonly results: readonly DkimResult[] }>;
}
