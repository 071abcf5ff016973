/**
 * Loaded before a process of the product (`NODE_OPTIONS=--import`): its clock is off by CLOCK_SKEW_MS milliseconds, and
 * its monotonic one is not, as on a machine whose clock was set wrong.
 */
const skew = Number(process.env.CLOCK_SKEW_MS ?? 0);
const RightDate = Date;
globalThis.Date = class extends RightDate {
  constructor(...given) {
    if (given.length === 0) super(RightDate.now() + skew);
    else super(...given);
  }

  static now() {
    return RightDate.now() + skew;
  }
};
