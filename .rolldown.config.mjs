/**
 * The program as two files and what they share, out of src. Bundled for speed, not for size: V8 does not fold constants
 * imported from another module, and here nearly every number has a name.
 */
export default {
  input: { 'cli/main': 'src/cli/main.ts', 'cli/worker': 'src/campaign/crew/worker.ts' },
  platform: 'node',
  // Packages stay where npm put them.
  external: /^(?!src\/)[a-z@]/,
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'shared.js',
  },
};
