import fc from 'fast-check';

/** Properties draw from one seed, so that a run can be repeated; TEST_SEED=random (or a number) draws others. */
const chosen = process.env['TEST_SEED'];
const seed = chosen === undefined ? 20_240_411 : Number(chosen);
if (Number.isSafeInteger(seed)) fc.configureGlobal({ seed });
