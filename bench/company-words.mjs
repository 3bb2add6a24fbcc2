/** What the companies of the unify bench are named and where they are. */
const SYLLABLES = [
  ...['ba', 'ber', 'bran', 'cal', 'cor', 'dan', 'del', 'dor', 'el', 'fal', 'far', 'gan', 'gor', 'hal', 'har', 'hol'],
  ...['jar', 'jen', 'kar', 'kel', 'lan', 'lor', 'mar', 'mel', 'mor', 'nel', 'nor', 'ol', 'pal', 'par', 'quin', 'ral'],
  ...['ran', 'sal', 'sen', 'tal', 'tor', 'val', 'wes', 'zan'],
];

export const INDUSTRIES = [
  ...['Bakery', 'Builders', 'Capital', 'Catering', 'Ceramics', 'Consulting', 'Dental', 'Design', 'Electric', 'Energy'],
  ...['Engineering', 'Farms', 'Fitness', 'Foods', 'Freight', 'Furniture', 'Gardens', 'Hardware', 'Health', 'Hotels'],
  ...['Insurance', 'Interiors', 'Jewelers', 'Labs', 'Legal', 'Lighting', 'Logistics', 'Marine', 'Media', 'Metals'],
  ...['Motors', 'Optics', 'Paper', 'Partners', 'Pharmacy', 'Plastics', 'Plumbing', 'Press', 'Printing', 'Properties'],
  ...[
    'Research',
    'Roofing',
    'Security',
    'Software',
    'Solutions',
    'Staffing',
    'Studios',
    'Systems',
    'Textiles',
    'Tools',
  ],
  ...['Trading', 'Transport', 'Travel', 'Veterinary', 'Ventures', 'Warehousing', 'Wellness', 'Wines'],
];

export const LEGAL_FORMS = ['Inc.', 'LLC', 'Corp.', 'Co.', 'Ltd', 'Incorporated', ''];

/** In full, and as others write it. */
export const STREETS = [
  ['Street', 'St'],
  ['Avenue', 'Ave'],
  ['Road', 'Rd.'],
  ['Boulevard', 'Blvd'],
  ['Lane', 'Ln'],
];

/** Two or three syllables, told by a number from 0 to 63,999. */
export function coinedWord(number) {
  const [a, b, c] = [number % 40, Math.floor(number / 40) % 40, Math.floor(number / 1600) % 40];
  const word = SYLLABLES[a] + SYLLABLES[b] + SYLLABLES[c];
  return word[0].toUpperCase() + word.slice(1);
}

const REGIONS = [
  ['NY', '212', 10001],
  ['MA', '617', 2101],
  ['PA', '215', 19101],
  ['FL', '305', 33101],
  ['GA', '404', 30301],
  ['OH', '216', 44101],
  ['IL', '312', 60601],
  ['TX', '214', 75201],
  ['CO', '303', 80201],
  ['CA', '415', 94101],
  ['WA', '206', 98101],
  ['OR', '503', 97201],
];
const CITIES_PER_REGION = 25;

/** Each with its own postcodes. */
export const cities = REGIONS.flatMap(([region, area, postcode], r) =>
  Array.from({ length: CITIES_PER_REGION }, (_, i) => ({
    name: `${coinedWord(r * 977 + i * 37 + 1600)} ${['City', 'Falls', 'Springs'][i % 3]}`,
    region,
    area,
    postcode: postcode + i * 60,
  })),
);
