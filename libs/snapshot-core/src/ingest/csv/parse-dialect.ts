import { WeftError } from '../../errors.ts';

/**
 * Reads a told delimiter: one ASCII character, or `tab`.
 * @throws WeftError `invalid`
 */
export function parseDelimiter(text: string): string {
  const character = text === 'tab' || text === '\\t' ? '\t' : text;
  if (/^[^\r\n\0"A-Za-z0-9]$/.test(character) && character.charCodeAt(0) < 128) return character;
  return refuse(`"${text}" cannot separate fields`, 'Give one ASCII character such as ; or |, or tab.');
}

/**
 * Reads a told quote: one ASCII character.
 * @throws WeftError `invalid`
 */
export function parseQuote(text: string): string {
  if (/^[^\s\0A-Za-z0-9]$/.test(text) && text.charCodeAt(0) < 128) return text;
  return refuse(`"${text}" cannot quote fields`, "Give one ASCII character that is no letter or digit, such as '.");
}

/**
 * Reads the name of an encoding, as the WHATWG's Encoding standard lists them.
 * @throws WeftError `invalid`
 */
export function parseEncoding(text: string): string {
  try {
    return new TextDecoder(text.trim()).encoding;
  } catch {
    return refuse(`there is no encoding "${text}"`, 'Give a name such as utf-8, utf-16le, windows-1252, shift_jis.');
  }
}

function refuse(message: string, hint: string): never {
  throw new WeftError('invalid', message, hint);
}
