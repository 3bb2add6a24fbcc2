import { parsePidFile } from './postmaster.ts';

test('the file of a running server', () => {
  const text = '4711\n/data\n1763800000\n5433\n\n127.0.0.1\n 12345 6\nready   \n';
  expect(parsePidFile(text)).toEqual({ pid: 4711, port: 5433, ready: true });
});

test('a server that starts is not ready', () => {
  const text = '4711\n/data\n1763800000\n5433\n\n127.0.0.1\n 12345 6\nstarting\n';
  expect(parsePidFile(text)).toEqual({ pid: 4711, port: 5433, ready: false });
  expect(parsePidFile('4711\n/data\n')).toEqual({ pid: 4711, port: 0, ready: false });
});

test('an empty or spoilt file names no server', () => {
  expect(parsePidFile('')).toBeUndefined();
  expect(parsePidFile('\u0000\u0000')).toBeUndefined();
  // A single-user backend writes its number negative; it takes no connections.
  expect(parsePidFile('-4711\n/data\n')).toBeUndefined();
});
