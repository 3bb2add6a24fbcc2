import { isUtf8 } from 'node:buffer';
import type { SchemaElement } from 'hyparquet';
import type { LogicalType } from '../../catalog/stream.entity.ts';
import { civilDate, clock, decimalText, doubleText, durationText, floatText, half } from './scalar-text.ts';

/** A value as it lies in the file, before its annotation is looked at. INT96 is given as nanoseconds. */
export type Physical = boolean | number | bigint | Uint8Array;

/** How the values of one leaf column read. */
export interface Leaf {
  type: LogicalType;
  /** Whether the text stands bare in JSON. */
  bare: boolean;
  /** Whether a value's bytes are its text: of all values, or of those that are UTF-8 without NULs. */
  isText?: 'all' | 'some';
  /**
   * The value as text without loss.
   * @throws UnreadableValue when it is not what its annotation says
   */
  text: (value: Physical) => string;
}

/** A value is not what the file's schema says of it. */
export class UnreadableValue extends Error {
  override readonly name = 'UnreadableValue';
}

function leaf(type: LogicalType, text: (value: never) => string, bare = false): Leaf {
  const read = text as Leaf['text'];
  return {
    type,
    bare,
    text: (value) => {
      try {
        return read(value);
      } catch (cause) {
        if (cause instanceof UnreadableValue) throw cause;
        // A damaged file: an annotation that does not go with what lies there.
        throw new UnreadableValue(`it is no ${type}: ${(cause as Error).message}`, { cause });
      }
    },
  };
}

const PER_SECOND = { MILLIS: 1_000n, MICROS: 1_000_000n, NANOS: 1_000_000_000n };

const integer = leaf('integer', (value: number | bigint) => String(value), true);
const text: Leaf = { ...leaf('string', (bytes: Uint8Array) => utf8(bytes)), isText: 'all' };
/** Bytes that no annotation calls text: many writers leave it out, so what is UTF-8 is taken as text, the rest as Base64. */
const bytesOrText: Leaf = {
  ...leaf('string', (bytes: Uint8Array) => (isUtf8(bytes) && !bytes.includes(0) ? utf8(bytes) : base64(bytes))),
  isText: 'some',
};
const binary = leaf('string', (bytes: Uint8Array) => base64(bytes));

/**
 * How to read a leaf of this schema element: by its logical type, else its older converted type, else as it lies there.
 * Text forms: decimals with their scale, times in ISO 8601 (fractions of a second without trailing zeros, so that a writer's change of unit is
 * no change of value; `Z` only where the file says UTC), UUIDs with hyphens, binary as Base64.
 * @see https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
 */
export function leafOf(element: SchemaElement): Leaf {
  return byLogicalType(element) ?? byConvertedType(element) ?? byPhysicalType(element);
}

function byLogicalType({ logical_type: logical }: SchemaElement): Leaf | undefined {
  switch (logical?.type) {
    case 'STRING':
    case 'ENUM':
      return text;
    case 'JSON':
      return { ...text, type: 'json' };
    case 'BSON':
      return binary;
    case 'UUID':
      return leaf('string', uuid);
    case 'FLOAT16':
      return number((bytes: Uint8Array) => floatText(half(bytes)));
    case 'DECIMAL':
      return decimal(logical.scale);
    case 'DATE':
      return leaf('date', civilDate);
    case 'TIME':
      return leaf('string', (value: number | bigint) => clock(BigInt(value), PER_SECOND[logical.unit]));
    case 'TIMESTAMP':
      return timestamp(PER_SECOND[logical.unit], logical.isAdjustedToUTC);
    case 'INTEGER':
      return logical.isSigned ? integer : unsigned(logical.bitWidth);
    case 'INTERVAL':
      return leaf('string', durationText);
    default:
      return undefined;
  }
}

function byConvertedType({ converted_type: converted, scale }: SchemaElement): Leaf | undefined {
  switch (converted) {
    case 'UTF8':
    case 'ENUM':
      return text;
    case 'JSON':
      return { ...text, type: 'json' };
    case 'BSON':
      return binary;
    case 'DECIMAL':
      return decimal(scale ?? 0);
    case 'DATE':
      return leaf('date', civilDate);
    case 'TIME_MILLIS':
    case 'TIME_MICROS':
      return leaf('string', (value: number | bigint) => clock(BigInt(value), unitOf(converted)));
    case 'TIMESTAMP_MILLIS':
    case 'TIMESTAMP_MICROS':
      // The converted types are about UTC by definition.
      return timestamp(unitOf(converted), true);
    case 'UINT_8':
    case 'UINT_16':
    case 'UINT_32':
    case 'UINT_64':
      return unsigned(Number(converted.slice(5)));
    case 'INTERVAL':
      return leaf('string', durationText);
    default:
      return undefined;
  }
}

function byPhysicalType({ type }: SchemaElement): Leaf {
  switch (type) {
    case 'BOOLEAN':
      return leaf('boolean', (value: boolean) => String(value), true);
    case 'INT32':
    case 'INT64':
      return integer;
    case 'INT96':
      return timestamp(PER_SECOND.NANOS, false);
    case 'FLOAT':
      return number(floatText);
    case 'DOUBLE':
      return number(doubleText);
    case 'BYTE_ARRAY':
      return bytesOrText;
    default:
      return binary;
  }
}

const number = (read: (value: never) => string): Leaf => leaf('number', read, true);

const decimal = (scale: number): Leaf =>
  leaf(scale > 0 ? 'number' : 'integer', (value: number | bigint | Uint8Array) => decimalText(value, scale), true);

const unsigned = (bits: number): Leaf =>
  leaf('integer', (value: number | bigint) => String(BigInt.asUintN(bits, BigInt(value))), true);

const unitOf = (converted: string): bigint => (converted.endsWith('MILLIS') ? PER_SECOND.MILLIS : PER_SECOND.MICROS);

function timestamp(perSecond: bigint, utc: boolean): Leaf {
  const perDay = perSecond * 86_400n;
  return leaf('datetime', (value: bigint) => {
    const sinceMidnight = ((value % perDay) + perDay) % perDay;
    const day = civilDate(Number((value - sinceMidnight) / perDay));
    return `${day}T${clock(sinceMidnight, perSecond)}${utc ? 'Z' : ''}`;
  });
}

function utf8(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new UnreadableValue('a text is not UTF-8');
  if (bytes.includes(0)) throw new UnreadableValue('it holds a NUL byte, which text cannot');
  return view(bytes).toString('utf8');
}

const base64 = (bytes: Uint8Array): string => view(bytes).toString('base64');

function uuid(bytes: Uint8Array): string {
  const hex = view(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const view = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
