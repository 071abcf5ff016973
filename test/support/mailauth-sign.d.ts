/** The part of mailauth by which tests sign as others do; it comes without types. */
declare module 'mailauth/lib/dkim/sign.js' {
  export function dkimSign(
    message: Buffer,
    options: {
      readonly signTime: Date;
      readonly signatureData: readonly {
        readonly signingDomain: string;
        readonly selector: string;
        readonly privateKey: string;
      }[];
    },
  ): Promise<{ readonly signatures: string }>;
}
