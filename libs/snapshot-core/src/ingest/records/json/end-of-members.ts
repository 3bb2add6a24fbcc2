const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
/** A member and its comma: `"":0,`. */
const LEAST_BYTES = 5;

/**
 * Where the first `most` members of a JSON object end, if it has more: so that one of a million is known before it is
 * parsed, which would take half a gigabyte. Undefined where it has no more, or is no object.
 */
export function endOfMembers(bytes: Uint8Array, most: number): number | undefined {
  const { length } = bytes;
  if (length <= most * LEAST_BYTES) return undefined;
  let depth = 0;
  let members = 0;
  for (let i = 0; i < length; i++) {
    const byte = bytes[i]!;
    if (byte === QUOTE) i = endOfString(bytes, i);
    else if (byte === 123 || byte === 91) depth++;
    else if (byte === 125 || byte === 93) depth--;
    else if (byte === COMMA && depth === 1 && ++members === most) return i;
  }
  return undefined;
}

function endOfString(bytes: Uint8Array, start: number): number {
  const { length } = bytes;
  let i = start + 1;
  for (; i < length && bytes[i] !== QUOTE; i++) if (bytes[i] === BACKSLASH) i++;
  return i;
}
