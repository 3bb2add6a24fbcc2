import fc from 'fast-check';
import { SEMANTIC_TYPE_RULES, SEMANTIC_TYPES } from '../model/semantic-types.ts';

// Random Unicode rarely looks like data, so half of the inputs are put together from pieces that normalisers act on.
const PIECES =
  `The Acme J C Penney O'Brien, Müller & Söhne + GmbH Co. KG S.p.A. SpA s.p.a. S.A. de C.V. Sp. z o.o. A/S Inc. PT 株式会社 深圳 ООО «Ромашка» Α.Ε. شركة ذ.م.م S.C. C.A. A/S OÜ y Y og ( ) , . - ' / # ;
  Dr. Mr Jr. III Ph.D. North West Street Hauptstraße St. N.W. P.O. Box Saint ul. Calle C/ Hauptplatz V.le nº d. City of 10 1st first USA Deutschland gb D.C. California
  ann@acme.com <bob@Mail.example> mailto: www. http:// acme.co.uk .com @ +1 415 555 0100 ext. 12 x5 00 0044 020 7946 0958 555 0000000 .0 e5 EUR $
  2020-02-29 3/4/2020 05/2020 13.1.99 May 12, 2020 T10:00:00Z 19151111 1,234.50 1.234,5 ( 12 ) 12% K1A 0B1 12345-6789 02138 n/a \u0000 \ud800 ½ ① ß İ`.split(
    /[ \n]+/,
  );
const pieces = fc
  .array(fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom('', ' ', ' ', ' ')), { maxLength: 7 })
  .map((parts) => parts.flat().join(''));
const text = fc.oneof(
  pieces,
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);
const country = fc.constantFrom(null, 'US', 'GB', 'DE', 'ZZ');

test.each(SEMANTIC_TYPES)('the normaliser of %s is idempotent and never gives an empty text', (type) => {
  const { normalise } = SEMANTIC_TYPE_RULES[type];
  fc.assert(
    fc.property(text, country, (value, code) => {
      const context = { country: code };
      const once = normalise(value, context);
      expect(once).not.toBe('');
      if (once !== null) expect(normalise(once, context)).toBe(once);
    }),
    { numRuns: 500 },
  );
});
