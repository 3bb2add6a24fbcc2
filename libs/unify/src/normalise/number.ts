const EXPONENT_BOUND = 400;

/**
 * A number as its shortest decimal text, computed on the digits and never through floating point: `1,234.50`, `$1234.5`
 * → `1234.5`; `(12)` → `-12`; `1.234,5` → `1234.5`. One comma followed by exactly three digits parts thousands. Null for what is
 * no number, percentages included.
 */
export function normaliseNumber(value: string): string | null {
  const trimmed = value.trim().replace(/^\((.*)\)$/, '-$1');
  const bare = trimmed.replace(/[\s'’_]|\p{Sc}|^[A-Za-z]{3}(?=[\s\d.-])|(?<=[\d\s])[A-Z]{3}$/gu, '');
  const decimal = withPoint(bare);
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/i.exec(decimal);
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent);
  if (whole + fraction === '' || Math.abs(shift) > EXPONENT_BOUND) return null;
  const text = shiftPoint(whole, fraction, shift);
  return sign === '-' && text !== '0' ? `-${text}` : text;
}

/** Takes thousands separators out and leaves a point as the only decimal separator. */
function withPoint(text: string): string {
  const lastComma = text.lastIndexOf(',');
  const lastPoint = text.lastIndexOf('.');
  if (lastComma < 0) return text.indexOf('.') === lastPoint ? text : text.replaceAll('.', '');
  if (lastPoint > lastComma) return text.replaceAll(',', '');
  if (lastPoint >= 0) return text.replaceAll('.', '').replace(',', '.');
  const thousands = text.indexOf(',') !== lastComma || /,\d{3}$/.test(text);
  return thousands ? text.replaceAll(',', '') : text.replace(',', '.');
}

function shiftPoint(whole: string, fraction: string, shift: number): string {
  const digits = whole + fraction;
  const point = whole.length + shift;
  const padded = point < 0 ? '0'.repeat(-point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 0);
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0';
  const right = padded.slice(at).replace(/0+$/, '');
  return right === '' ? left : `${left}.${right}`;
}
