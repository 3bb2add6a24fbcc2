/** German, Dutch and the Nordic languages. Words that are mostly the end of another (`Hauptstraße`) are parted from it first. */
export const GERMANIC = `
st strasse strase straat straet, pl platz plein plads plass, all allee alle, nr nummer, no nr, g gasse, chs chaussee, ln laan, gr gracht,
v vej vei veg vejen veien vegen vagen vaegen, gt gata gate gatan gaten gade, hs haus huset, stg stiege, og obergeschoss`;

/** How a street's word that is written together with its name ends, and how that word is shortened. */
export const COMPOUNDS: readonly (readonly [ending: RegExp, short: string])[] = [
  [/(?<=[a-z]{3})str(?:asse|ase|aat)?$/, 'st'],
  [/(?<=[a-z]{3})pl(?:atz|ein|ads|ass)$/, 'pl'],
  [/(?<=[a-z]{3})(?:gatan|gaten|gata)$/, 'gt'],
  [/(?<=[a-z]{3})(?:va?egen|vagen|veien|vejen|vej|vei)$/, 'v'],
];
