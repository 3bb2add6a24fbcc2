import { createHash } from 'node:crypto';
import swc from '@swc/jest';

/**
 * Names that the code of a test's context looks up as globals. Each such look-up goes through an interceptor of node:vm, and keeps
 * V8 from compiling what it does: a hash with Math.imul in its loop took 1 µs a byte, a thousand times as long as in a plain
 * process. So every module gets variables of its own for them. Not those that tests replace: Date, timers.
 */
const GLOBALS = [
  ...[
    'Array',
    'ArrayBuffer',
    'BigInt',
    'Boolean',
    'Buffer',
    'DataView',
    'Float32Array',
    'Float64Array',
    'Int32Array',
    'JSON',
    'Map',
  ],
  ...[
    'Math',
    'Number',
    'Object',
    'Promise',
    'Set',
    'String',
    'Symbol',
    'Uint16Array',
    'Uint32Array',
    'Uint8Array',
    'WeakMap',
  ],
];

const inner = swc.createTransformer();
const version = createHash('sha256').update(prelude.toString()).update(GLOBALS.join()).digest('hex');

export default {
  canInstrument: inner.canInstrument,
  process: (source, path, options) => inner.process(prelude(source, options) + source, path, options),
  processAsync: (source, path, options) => inner.processAsync(prelude(source, options) + source, path, options),
  getCacheKey: (source, path, options) => version + inner.getCacheKey(source, path, options),
};

/** On the first line, so that all lines keep their numbers. */
function prelude(source, { supportsStaticESM }) {
  if (!supportsStaticESM) return ''; // the global set-up, which runs in a plain context
  const names = GLOBALS.filter(
    (name) =>
      new RegExp(`\\b${name}[.(]`).test(source) &&
      !new RegExp(`\\b(?:class|function|const|let|import)\\b[^;(=]*\\b${name}\\b`).test(source),
  );
  return names.length > 0 ? `const { ${names.join(', ')} } = globalThis; ` : '';
}
