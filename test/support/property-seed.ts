import fc from 'fast-check';

/**
 * Properties draw the same examples in every run of the gate, so that it fails for a change and not by chance.
 * FAST_CHECK_SEED explores others.
 */
fc.configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 20_261_123) });
