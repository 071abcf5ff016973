declare module 'autocannon' {
  interface Options {
    readonly url: string;
    readonly connections: number;
    /** Requests a second, of all connections together. */
    readonly overallRate: number;
    /** Seconds. */
    readonly duration: number;
    readonly headers?: Readonly<Record<string, string>>;
  }
  interface Result {
    /** Milliseconds; with a set rate corrected for requests that had to wait for their turn. */
    readonly latency: { readonly p50: number; readonly p99: number; readonly max: number };
    readonly requests: { readonly average: number };
    readonly '2xx': number;
    readonly non2xx: number;
    readonly errors: number;
  }
  function autocannon(options: Options): Promise<Result>;
  namespace autocannon {
    export { Result };
  }
  export default autocannon;
}
