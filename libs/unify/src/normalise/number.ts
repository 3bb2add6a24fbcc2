const EXPONENT_BOUND = 400;

/**
 * A number as its shortest decimal text, computed on the digits and never through floating point: `1,234.50`, `$1234.5`
 * → `1234.5`; `(12)` → `-12`; `1.234,5` → `1234.5`. One comma followed by exactly three digits parts thousands. `5.4 %` is 5.4; a
 * duration is its seconds: `4:08`, `1:02:33`, `4m 8sec`. Null for what is no number.
 */
export function normaliseNumber(value: string): string | null {
  const told = value.trim();
  const seconds = secondsOf(told);
  if (seconds !== null) return String(seconds);
  const trimmed = told.replace(/\s*%$/, '').replace(/^\((.*)\)$/, '-$1');
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

const CLOCK = /^(?:(\d{1,3}):(?=\d\d:))?(\d{1,3}):([0-5]\d)$/;
const UNITS =
  /^(?:(\d{1,3})\s?h(?:ours?|rs?)?\s?)?(?:(\d{1,3})\s?m(?:in(?:ute)?s?)?\.?\s?)?(?:(\d{1,3})\s?s(?:ec(?:ond)?s?)?\.?)?$/i;

/** Seconds of a duration that is written with colons, or with two units at least: `5m` may be metres. */
function secondsOf(text: string): number | null {
  const parts = (CLOCK.exec(text) ?? UNITS.exec(text))?.slice(1);
  if (parts === undefined || parts.filter((part) => part !== undefined).length < 2) return null;
  const [hours, minutes, seconds] = parts.map((part) => Number(part ?? 0));
  return hours! * 3600 + minutes! * 60 + seconds!;
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
