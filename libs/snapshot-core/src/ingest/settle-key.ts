import type { StreamRow } from '../catalog/streams.ts';
import { WeftError } from '../errors.ts';
import { guessKey } from './known-keys.ts';

/**
 * The key that the stream has or is to have; undefined when nothing says it.
 * @throws WeftError `conflict` when the stream has another key than the run asks for
 */
export function declaredKey(
  stream: StreamRow,
  declared: readonly string[] | undefined,
  where: string,
): readonly string[] | undefined {
  if (!stream.keyColumns || !declared || declared.join('\n') === stream.keyColumns.join('\n')) {
    return declared ?? stream.keyColumns ?? undefined;
  }
  throw new WeftError(
    'conflict',
    `${where}: the stream's key is ${keyName(stream.keyColumns)}, this run asks for ${keyName(declared)}`,
    'Keep the key, or ingest under another stream name: records of two keys cannot be told apart.',
  );
}

/**
 * The key where nothing declares one.
 * @param names of the columns that the sync output has
 * @throws WeftError `no_key` when none of them is known to be one
 */
export function guessedKey(stream: StreamRow, names: readonly string[], where: string): string[] {
  const guess = guessKey(stream.integration, stream.name, names);
  if (guess !== undefined) return [guess];
  return failOnKey(`${where}: no key is declared and the sync output has no column Id or id`, names);
}

/**
 * The key of a delivery whose columns are known.
 * @throws WeftError `conflict`; `no_key` when there is none, or a column of it is missing
 */
export function settleKey(
  stream: StreamRow,
  header: readonly string[],
  declared: readonly string[] | undefined,
  where: string,
): string[] {
  const key = declaredKey(stream, declared, where) ?? guessedKey(stream, header, where);
  const missing = key.filter((name) => !header.includes(name));
  if (missing.length === 0) return [...key];
  const names = missing.map((name) => `"${name}"`).join(', ');
  return failOnKey(`${where}: the sync output lacks the key's ${names}`, header);
}

function failOnKey(message: string, names: readonly string[]): never {
  const other = names.length === 1 && /[;,\t|]/.exec(names[0]!)?.[0];
  if (other) {
    throw new WeftError(
      'no_key',
      `${message}; its only column is ${JSON.stringify(names[0]!.slice(0, 200))}`,
      `The delimiter is not what was told: it looks like ${JSON.stringify(other)}.`,
    );
  }
  const rest = `, or say none for a stream that has no key. It has the columns ${names.slice(0, 30).join(', ')}.`;
  throw new WeftError('no_key', message, `Name the key's columns with --key or in weft.yaml${rest}`, {
    http: `Name the key's columns with key= or in the integration's settings${rest}`,
  });
}

const keyName = (key: readonly string[]): string => (key.length === 0 ? 'none' : key.join(','));
