/** Two's complement, most significant byte first, or an integer as it is. */
const unscaled = (value: number | bigint | Uint8Array): bigint => {
  if (!(value instanceof Uint8Array)) return BigInt(value);
  if (value.length === 0) return 0n;
  const bits = BigInt(`0x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`);
  return BigInt.asIntN(value.length * 8, bits);
};

/** A decimal of a number of digits behind its point, all of them written: 10.50, not 10.5. */
export function decimalText(value: number | bigint | Uint8Array, scale: number): string {
  const number = unscaled(value);
  const sign = number < 0n ? '-' : '';
  const digits = String(number < 0n ? -number : number);
  if (scale <= 0) return sign + digits + (number === 0n ? '' : '0'.repeat(-scale));
  const padded = digits.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

/** The shortest text that reads back as the same double. */
export const doubleText = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

/** The shortest text that reads back as the same single-precision number: 0.1, not 0.10000000149011612. */
export function floatText(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return doubleText(short);
  }
  return doubleText(value);
}

/** A half-precision number, least significant byte first. */
export function half(bytes: Uint8Array): number {
  const bits = (bytes[1]! << 8) | bytes[0]!;
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * 2 ** -24 * fraction;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

/**
 * The ISO 8601 date that lies a number of days after 1970-01-01; years outside 0 to 9999 with a sign and six digits or more. In
 * integers, because Date ends at the year 275760. Days are counted in eras of 400 years that begin on a first of March.
 */
export function civilDate(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * month + 2) / 5) + 1;
  const calendarMonth = month < 10 ? month + 3 : month - 9;
  const year = yearOfEra + era * 400 + (calendarMonth <= 2 ? 1 : 0);
  return `${yearText(year)}-${two(calendarMonth)}-${two(day)}`;
}

/** The time of day a number of units after midnight, without trailing zeros behind the point. */
export function clock(sinceMidnight: bigint, perSecond: bigint): string {
  const seconds = Number(sinceMidnight / perSecond);
  const rest = sinceMidnight % perSecond;
  const digits = String(perSecond).length - 1;
  const fraction = rest === 0n ? '' : `.${String(rest).padStart(digits, '0').replace(/0+$/, '')}`;
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${fraction}`;
}

/** Months, days and milliseconds, 4 bytes each, as an ISO 8601 duration. */
export function durationText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [months, days, millis] = [view.getUint32(0, true), view.getUint32(4, true), view.getUint32(8, true)];
  return `P${months}M${days}DT${decimalText(millis, 3)}S`;
}

const two = (value: number): string => String(value).padStart(2, '0');

const yearText = (year: number): string =>
  year >= 0 && year <= 9999
    ? String(year).padStart(4, '0')
    : `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}`;
