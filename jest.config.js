export default {
  testMatch: ['<rootDir>/{apps,libs,test}/**/*.test.ts'],
  globalSetup: '<rootDir>/test/global-setup.ts',
  globalTeardown: '<rootDir>/test/global-teardown.ts',
  setupFilesAfterEnv: ['<rootDir>/test/support/seed-properties.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/transform.mjs' },
  moduleNameMapper: { '^@app/([^/]+)$': '<rootDir>/libs/$1/src/index.ts' },
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  reporters: ['default', '<rootDir>/test/support/summary-reporter.js'],
  // Two: the tests also keep Postgres busy, and the smallest machine this runs on has two cores.
  maxWorkers: 2,
  showSeed: true,
  // Generous, because a test that hangs is rare and a slow machine is not.
  testTimeout: 120_000,
};
