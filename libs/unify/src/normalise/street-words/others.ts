/** Slavic languages (in the transcription that any-ascii gives), Turkish, Greek, Hungarian. */
export const OTHERS = `
ul ulica ulice ulitsa vulytsya vulitsa vul, al aleja aleje, pl plac ploshchad ploshcha namesti namestie trg, os osiedle, prosp prospekt prospekts pr,
per pereulok provulok prov, sh shosse, nab naberezhnaya naberezhna nabrezi nabrezie, blvd bulvar bulv bulevarul bulvari, korp korpus, kv kvartira, of ofis,
d dom, cad caddesi cadde cd, sok sokak sokagi sk, mah mahallesi mahalle mh, apt apartmani, leof leoforos, u utca, krt korut, ter tere`;

/** Left out as often as said: the word for street in languages whose streets are adjectives, the word for house before its number. */
export const LEFT_OUT = 'ul odos';
export const BEFORE_NUMBER = 'no nr d';
