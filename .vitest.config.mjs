/** Where vitest finds the tests' common set-up. */
export default { test: { setupFiles: ['test/setup.ts'] } };
