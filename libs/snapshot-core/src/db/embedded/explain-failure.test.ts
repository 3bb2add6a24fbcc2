import { explainFailure, isOldServerPresent, isPortTaken } from './explain-failure.ts';

// What Postgres 18 writes in these cases.
test.each([
  ['FATAL:  could not write lock file "postmaster.pid": No space left on device', 'the disk is full'],
  [
    'FATAL:  could not extend file "base/1/2": wrote only 4096 of 8192 bytes at block 9\nHINT:  Check free disk space.',
    'the disk is full',
  ],
  ['FATAL:  could not create semaphores: No space left on device', 'no shared memory or semaphores'],
  ['FATAL:  data directory "/x" has wrong ownership', 'may not be read or written'],
  ['FATAL:  could not map anonymous shared memory: Cannot allocate memory', 'not enough memory'],
  ['FATAL:  database files are incompatible with server', 'another version of Postgres'],
  ['postgres: error while loading shared libraries: libicuuc.so.60: cannot open', 'do not run on this system'],
])('%s', (output, meaning) => {
  const error = explainFailure('start', `LOG:  starting\n${output}\n`, '/home/server.log');
  expect(error.code).toBe('unusable_database');
  expect(error.message).toContain(meaning);
  expect(error.message).toContain(output.split('\n')[0]!.replace(/^FATAL: */, ''));
  expect(error.hint).not.toBe('');
});

test('an unknown failure names the log', () => {
  const error = explainFailure('start', 'LOG:  starting\nPANIC:  something new\nAborted\n', '/home/server.log');
  expect(error.message).toBe('the embedded Postgres could not start (something new)');
  expect(error.hint).toContain('/home/server.log');
});

test('what another try cures is told from what it does not', () => {
  expect(isPortTaken('LOG:  could not bind IPv4 address "127.0.0.1": Address already in use')).toBe(true);
  expect(isOldServerPresent('FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use')).toBe(true);
  expect(isPortTaken('FATAL:  data directory "/x" has wrong ownership')).toBe(false);
  expect(isOldServerPresent('FATAL:  data directory "/x" has wrong ownership')).toBe(false);
});
