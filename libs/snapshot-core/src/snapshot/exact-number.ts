const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const INTEGER = /^-?\d+$/;

/**
 * The number that a JSON number's text says, where JavaScript's JSON can carry it without altering its value: `1.0` is 1
 * and `1e5` is 100000. Undefined for integers beyond 2^53 (9007199254740993), decimals that no double is, minus zero, and
 * for what JSON does not write so (`007`, `+1`).
 */
export function exactNumber(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  if (Object.is(value, -0)) return undefined;
  if (INTEGER.test(text)) return Number.isSafeInteger(value) ? value : undefined;
  if (!Number.isFinite(value)) return undefined;
  const written = String(value);
  return written === text || normal(written) === normal(text) ? value : undefined;
}

/** Sign, digits without zeros at either end, and the exponent of the last digit: the same for the same decimal number. */
function normal(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const place = Number(exponent) - fraction.length + digits.length - significant.length;
  return `${text.startsWith('-') ? '-' : ''}${significant}e${place}`;
}

const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Without any of these every number of a JSON text is exact. */
const SUSPICIOUS = /\d{15}|\.\d{15}|\d[eE][+-]?\d|-0/;

/**
 * JSON text as a value, in which the numbers that {@link exactNumber} does not give are strings of their text.
 * @throws SyntaxError when it is no JSON
 */
export function parseExactly(text: string): unknown {
  if (!SUSPICIOUS.test(text)) return JSON.parse(text);
  JSON.parse(text); // what is no JSON must not become it
  const quoted = text.replace(TOKENS, (token) =>
    token.startsWith('"') || exactNumber(token) !== undefined ? token : `"${token}"`,
  );
  return JSON.parse(quoted);
}
