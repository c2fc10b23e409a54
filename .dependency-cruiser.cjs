/** Which room of src may import which: README shows the same table. Reads upwards. */
const ROOMS = {
  bits: [],
  elf: ['bits'],
  isa: ['bits'],
  input: ['bits', 'isa'],
  trace: ['bits'],
  machine: ['bits', 'isa', 'input', 'trace'],
  oracle: ['bits', 'isa', 'input', 'trace'],
  coverage: ['bits', 'machine'],
  judge: ['bits', 'isa', 'input', 'trace', 'machine', 'oracle'],
  fuzzer: ['bits', 'isa', 'input', 'machine', 'coverage', 'judge'],
  minimize: ['bits', 'isa', 'input', 'trace', 'machine', 'judge', 'fuzzer'],
  store: ['bits', 'input', 'judge'],
  campaign: ['bits', 'input', 'machine', 'coverage', 'judge', 'fuzzer', 'minimize', 'store'],
  cmin: ['bits', 'input', 'machine', 'coverage', 'judge', 'store'],
  explain: ['bits', 'isa', 'input', 'trace', 'machine', 'oracle', 'judge'],
  triage: ['bits', 'input', 'trace', 'machine', 'judge', 'minimize', 'store'],
  bench: ['bits', 'input', 'machine', 'oracle', 'coverage', 'judge', 'fuzzer', 'store', 'campaign'],
  cli: [
    'bits',
    'input',
    'machine',
    'judge',
    'fuzzer',
    'minimize',
    'store',
    'campaign',
    'cmin',
    'explain',
    'triage',
    'bench',
    'elf',
  ],
};

const PURE = [
  'bits',
  'elf',
  'isa',
  'input',
  'trace',
  'machine',
  'oracle',
  'coverage',
  'judge',
  'fuzzer',
  'minimize',
  'explain',
  'triage',
];

const direction = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `${room}-imports-only-${allowed.join('-') || 'nothing'}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: `^src/(${[room, ...allowed].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...direction,
    {
      name: 'back-rooms-are-private',
      comment: 'from outside a room, only its top-level files',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/([^/]+)/[^/]+/', pathNot: '^src/$1/' },
    },
    {
      name: 'no-node-in-pure-rooms',
      severity: 'error',
      from: { path: `^src/(${PURE.join('|')})/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'one-door-for-seedrandom',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/bits/rng[.]ts$' },
      to: { path: 'node_modules/(@types/)?seedrandom' },
    },
    {
      name: 'one-door-for-cli-progress',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/progress[.]ts$' },
      to: { path: 'node_modules/(@types/)?cli-progress' },
    },
    {
      name: 'commander-only-in-cli',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: 'node_modules/commander' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '^src/cli/main[.]ts$' },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
