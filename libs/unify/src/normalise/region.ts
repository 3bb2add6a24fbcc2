import { fromWords, toAscii, toWordsWithInitials } from './ascii.ts';

/** States and provinces whose short and long forms both are in everyday use: USA, Canada, Australia. */
const CODES = `al alabama|ak alaska|az arizona|ar arkansas|ca california|co colorado|ct connecticut|de delaware|dc district of columbia|fl florida
|ga georgia|hi hawaii|id idaho|il illinois|in indiana|ia iowa|ks kansas|ky kentucky|la louisiana|me maine|md maryland|ma massachusetts|mi michigan
|mn minnesota|ms mississippi|mo missouri|mt montana|ne nebraska|nv nevada|nh new hampshire|nj new jersey|nm new mexico|ny new york|nc north carolina
|nd north dakota|oh ohio|ok oklahoma|or oregon|pa pennsylvania|pr puerto rico|ri rhode island|sc south carolina|sd south dakota|tn tennessee|tx texas
|ut utah|vt vermont|va virginia|wa washington|wv west virginia|wi wisconsin|wy wyoming|ab alberta|bc british columbia|mb manitoba|nb new brunswick
|nl newfoundland and labrador|ns nova scotia|nt northwest territories|nu nunavut|on ontario|pe prince edward island|qc quebec|sk saskatchewan|yt yukon
|nsw new south wales|vic victoria|qld queensland|sa south australia|wa western australia|tas tasmania|act australian capital territory`;

const BY_NAME = new Map(
  CODES.replaceAll('\n', '')
    .split('|')
    .map((entry) => {
      const at = entry.indexOf(' ');
      return [entry.slice(at + 1), entry.slice(0, at)];
    }),
);

/** A state, province or county: its usual code where it has one (`California` → `ca`), else lower-case ASCII words. */
export function normaliseRegion(value: string): string | null {
  const text = fromWords(toWordsWithInitials(toAscii(value)));
  return text === null ? null : (BY_NAME.get(text) ?? text);
}
