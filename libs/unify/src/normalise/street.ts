import { fromWords, joinLetters, toAscii, toWordsWithInitials } from './ascii.ts';

/**
 * The short form and then the words it stands for: USPS Publication 28, appendix C, and the German and French ones most
 * often seen beside them.
 */
const SHORT_FORMS = `
st street str saint strasse, ave avenue av aven, rd road, blvd boulevard boul, dr drive, ln lane, ct court crt,
pl place platz, sq square, hwy highway, pkwy parkway pky, ter terrace terr, cir circle, cct circuit,
cres crescent, cl close, gdns gardens, gr grove, aly alley, trl trail, tpke turnpike, expy expressway,
fwy freeway, plz plaza, ctr center centre, hts heights, mt mount, jct junction, bldg building, ste suite,
apt apartment, fl floor, rm room, dept department, no number nr, n north, s south, e east, w west,
ne northeast, nw northwest, se southeast, sw southwest, 1st first, 2nd second, 3rd third, 4th fourth,
5th fifth, 6th sixth, 7th seventh, 8th eighth, 9th ninth, 10th tenth`;

const SHORT: ReadonlyMap<string, string> = new Map(
  SHORT_FORMS.split(',').flatMap((entry) => {
    const [short = '', ...words] = entry.trim().split(' ');
    return words.map((word): [string, string] => [word, short]);
  }),
);

/**
 * A street line as lower-case ASCII words with the usual words abbreviated: `525 South Lexington Avenue, Suite 5` →
 * `525 s lexington ave ste 5`. `Hauptstraße`, `Hauptstr.` and `Hauptstrasse` agree.
 */
export function normaliseStreet(value: string): string | null {
  return fromWords(shorten(toWordsWithInitials(toAscii(value))));
}

/** Again until nothing changes: `North West` becomes the letters `n w`, and those the word `nw`. */
function shorten(words: readonly string[]): readonly string[] {
  const shorter = joinLetters(
    words.map((word) => {
      const ending = word.replace(/(?<=[a-z]{3})stra(?:ss|s)e$/, 'str');
      return SHORT.get(ending) ?? ending;
    }),
  );
  return shorter.join(' ') === words.join(' ') ? words : shorten(shorter);
}
