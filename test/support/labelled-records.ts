import { COMPANY_FIELDS } from './company-fields.ts';
import {
  build,
  digits,
  frequent,
  type LabelledSet,
  maybe,
  noisy,
  pick,
  random,
  type Row,
  vocabulary,
} from './made-up.ts';

export type { LabelledSet } from './made-up.ts';

/**
 * Seeded sets of labelled records, each of another kind, with the errors that such records have: for tests of the linkage on
 * what it was not built on. Words are made up; their frequencies fall as those of real words do.
 */
/** People as a register has them: no identifier, age instead of a birthday, movers and changed names. */
export function voters(entities: number, seed: number, noise = 1): LabelledSet {
  const rng = random(seed);
  const [given, family, towns, streets] = [
    vocabulary(300, rng),
    vocabulary(2500, rng),
    vocabulary(120, rng),
    vocabulary(600, rng),
  ];
  return build(
    {
      first_name: 'given_name',
      middle: 'given_name',
      last_name: 'family_name',
      age: 'number',
      address: 'street',
      city: 'city',
      zip: 'postcode',
      phone: 'phone',
    },
    entities,
    rng,
    () => {
      const town = Math.floor(rng() ** 2 * towns.length);
      return {
        first_name: frequent(given, rng),
        middle: maybe(0.7, rng, frequent(given, rng), null),
        last_name: frequent(family, rng),
        age: String(18 + Math.floor(rng() * 70)),
        address: `${1 + Math.floor(rng() * 2000)} ${frequent(streets, rng)} ${pick(['st', 'ave', 'rd', 'ln'], rng)}`,
        city: towns[town]!,
        zip: String(27000 + town * 3 + Math.floor(rng() * 3)),
        phone: maybe(0.4, rng, `919${digits(7, rng)}`, null),
      };
    },
    (row) => ({
      ...row,
      first_name: noisy(row.first_name, 0.12 * noise, rng),
      middle: maybe(0.3, rng, row.middle?.[0] ?? null, noisy(row.middle, 0.1 * noise, rng)),
      last_name: maybe(0.05, rng, frequent(family, rng), noisy(row.last_name, 0.12 * noise, rng)),
      age: maybe(0.3, rng, String(Number(row.age) + 1), row.age!),
      address: maybe(
        0.12,
        rng,
        `${1 + Math.floor(rng() * 2000)} ${frequent(streets, rng)} st`,
        noisy(row.address, 0.15 * noise, rng),
      ),
      phone: maybe(0.4, rng, null, row.phone!),
    }),
    (r) => (r() < 0.6 ? 1 : r() < 0.7 ? 2 : 3),
  );
}

/** Products of two shops: titles in other words, model numbers here and there, prices that differ, families of models. */
export function products(entities: number, seed: number, noise = 1): LabelledSet {
  const rng = random(seed);
  const [brands, kinds, words] = [vocabulary(60, rng), vocabulary(80, rng), vocabulary(1500, rng)];
  let family = { brand: '', kind: '', words: [] as string[], series: '' };
  return build(
    { title: 'text', description: 'text', manufacturer: 'company_name', price: 'number' },
    entities,
    rng,
    () => {
      // Every other product is a sister of the one before: the same but for its number.
      if (family.brand === '' || rng() < 0.5) {
        const own = Array.from({ length: 3 + Math.floor(rng() * 3) }, () => frequent(words, rng));
        family = {
          brand: frequent(brands, rng),
          kind: frequent(kinds, rng),
          words: own,
          series: pick(['dx', 'kl', 'tr', 'pq'], rng),
        };
      }
      const model = `${family.series}${digits(3 + Math.floor(rng() * 2), rng)}${maybe(0.4, rng, pick(['b', 'w', 's'], rng), '')}`;
      const about = Array.from({ length: 10 }, () => frequent(words, rng)).join(' ');
      return {
        title: `${family.brand} ${family.words.join(' ')} ${family.kind} ${model}`,
        description: maybe(0.6, rng, `${family.kind} ${about}`, null),
        manufacturer: maybe(0.8, rng, family.brand, null),
        price: (5 + Math.floor(rng() ** 3 * 900) + 0.99).toFixed(2),
      };
    },
    (row) => {
      const parts = row.title!.split(' ');
      const kept = parts.filter((part) => /\d/.test(part) || rng() > 0.25 * noise);
      const shuffled = maybe(0.3, rng, [...kept.slice(1), kept[0]!], kept);
      const model = shuffled.map((part) => (/\d/.test(part) && rng() < 0.2 * noise ? '' : part));
      const added = maybe(0.5, rng, [frequent(words, rng)], []);
      return {
        title: [...model, ...added].join(' ').trim(),
        description: maybe(0.5, rng, null, `${frequent(words, rng)} ${row.description ?? ''}`),
        manufacturer: maybe(0.4, rng, null, row.manufacturer!),
        price: maybe(0.3, rng, null, (Number(row.price) * (0.85 + rng() * 0.3)).toFixed(2)),
      };
    },
    (r) => (r() < 0.45 ? 1 : 2),
  );
}

/** Papers as they are cited: some hundred times, authors shortened, venues in other forms, years missing. */
export function papers(entities: number, seed: number, most = 40): LabelledSet {
  const rng = random(seed);
  const [names, words, venues] = [vocabulary(400, rng), vocabulary(900, rng), vocabulary(40, rng)];
  const author = () => `${String.fromCharCode(97 + Math.floor(rng() * 26))}. ${frequent(names, rng)}`;
  return build(
    { title: 'text', authors: 'text', venue: 'text', year: 'date' },
    entities,
    rng,
    () => ({
      title: Array.from({ length: 5 + Math.floor(rng() * 5) }, () => frequent(words, rng)).join(' '),
      authors: Array.from({ length: 1 + Math.floor(rng() * 4) }, author).join(', '),
      venue: `proceedings of the ${frequent(venues, rng)} conference on ${frequent(words, rng)}`,
      year: String(1985 + Math.floor(rng() * 20)),
    }),
    (row) => ({
      title: maybe(0.2, rng, row.title!.split(' ').slice(0, -1).join(' '), noisy(row.title, 0.25, rng)),
      authors: maybe(0.2, rng, `${row.authors!.split(',')[0]} et al`, noisy(row.authors, 0.15, rng)),
      venue: maybe(0.3, rng, null, maybe(0.4, rng, `in proc. ${row.venue!.split(' ').slice(3).join(' ')}`, row.venue!)),
      year: maybe(0.2, rng, null, maybe(0.05, rng, String(Number(row.year) + 1), row.year!)),
    }),
    (r) => 1 + Math.floor(r() ** 4 * most),
  );
}

/** Restaurants of two guides: chains in several towns, other forms of streets, kinds of kitchen that differ. */
export function restaurants(entities: number, seed: number): LabelledSet {
  const rng = random(seed);
  const [names, streets, towns] = [vocabulary(700, rng), vocabulary(200, rng), vocabulary(12, rng)];
  const kinds = ['american', 'italian', 'french', 'chinese', 'mexican', 'seafood', 'steakhouses', 'delis'];
  let last = '';
  return build(
    { name: 'company_name', addr: 'street', city: 'city', phone: 'phone', type: 'category' },
    entities,
    rng,
    () => {
      last =
        last !== '' && rng() < 0.15
          ? last
          : [
              frequent(names, rng),
              maybe(0.5, rng, pick(['cafe', 'grill', 'house', 'kitchen'], rng), frequent(names, rng)),
            ].join(' ');
      return {
        name: last,
        addr: `${1 + Math.floor(rng() * 9000)} ${pick(['n', 's', 'e', 'w'], rng)}. ${frequent(streets, rng)} ${pick(['street', 'avenue', 'boulevard'], rng)}`,
        city: frequent(towns, rng),
        phone: `${pick(['310', '213', '212'], rng)}/${digits(3, rng)}-${digits(4, rng)}`,
        type: pick(kinds, rng),
      };
    },
    (row) => ({
      name: maybe(
        0.2,
        rng,
        `${row.name} restaurant`,
        maybe(0.1, rng, row.name!.split(' ')[0]!, noisy(row.name, 0.15, rng)!),
      ),
      addr: row
        .addr!.replace('street', 'st')
        .replace('avenue', 'ave.')
        .replace('boulevard', 'blvd')
        .replace(/ [nsew]\. /, maybe(0.3, rng, ' ', '$&')),
      city: maybe(0.1, rng, frequent(towns, rng), row.city!),
      phone: row.phone!.replace('/', '-'),
      type: maybe(0.5, rng, pick(kinds, rng), row.type!),
    }),
    (r) => (r() < 0.8 ? 1 : 2),
  );
}

/** Songs of two shops: those of one album agree in everything but name and length. */
export function songs(entities: number, seed: number): LabelledSet {
  const rng = random(seed);
  const [names, words] = [vocabulary(300, rng), vocabulary(1200, rng)];
  let album = { artist: '', name: '', year: '', left: 0 };
  const phrase = (most: number) =>
    Array.from({ length: 1 + Math.floor(rng() * most) }, () => frequent(words, rng)).join(' ');
  return build(
    { song: 'text', artist: 'person_name', album: 'text', genre: 'category', time: 'number', released: 'date' },
    entities,
    rng,
    () => {
      if (album.left === 0) {
        const [year, month] = [1990 + Math.floor(rng() * 30), 1 + Math.floor(rng() * 12)];
        album = {
          artist: `${frequent(names, rng)} ${frequent(names, rng)}`,
          name: phrase(3),
          year: `${year}-${String(month).padStart(2, '0')}-12`,
          left: 1 + Math.floor(rng() * 12),
        };
      }
      album = { ...album, left: album.left - 1 };
      return {
        song: phrase(4),
        artist: album.artist,
        album: album.name,
        genre: pick(['pop', 'country', 'rock', 'dance'], rng),
        time: String(120 + Math.floor(rng() * 200)),
        released: album.year,
      };
    },
    (row) => ({
      song: maybe(
        0.3,
        rng,
        `${row.song} (album version)`,
        maybe(0.1, rng, `${row.song} [feat. ${frequent(names, rng)}]`, row.song!),
      ),
      artist: row.artist!,
      album: maybe(0.4, rng, `${row.album} (deluxe edition)`, row.album!),
      genre: maybe(0.3, rng, 'music', row.genre!),
      time: String(Number(row.time) + Math.floor(rng() * 3) - 1),
      released: maybe(0.2, rng, null, row.released!),
    }),
    (r) => (r() < 0.6 ? 1 : 2),
  );
}

/** Customers of two programs: contacts with e-mail and phone, branches, subsidiaries and shared switchboards. */
export function customers(entities: number, seed: number): LabelledSet {
  const rng = random(seed);
  const [names, streets, towns] = [vocabulary(900, rng), vocabulary(300, rng), vocabulary(60, rng)];
  let parent: Row | null = null;
  return build(
    COMPANY_FIELDS,
    entities,
    rng,
    () => {
      const town = Math.floor(rng() ** 2 * towns.length);
      const place = {
        street: `${1 + Math.floor(rng() * 300)} ${frequent(streets, rng)} street`,
        city: towns[town]!,
        postcode: String(10000 + town * 100 + Math.floor(rng() * 40)),
      };
      if (parent !== null && rng() < 0.12) {
        const branch = rng() < 0.5;
        return {
          ...parent,
          ...(branch ? place : {}),
          name: branch ? `${parent['name']} ${place.city}` : `${parent['name']} holding`,
          phone: branch ? `030${digits(7, rng)}` : parent['phone']!,
        };
      }
      const name = `${frequent(names, rng)} ${frequent(names, rng)}`;
      const site = `${name.replace(' ', '')}.com`;
      parent = {
        name,
        email: `${pick(['info', 'office', frequent(names, rng)], rng)}@${site}`,
        phone: `030${digits(7, rng)}`,
        website: site,
        ...place,
      };
      return parent;
    },
    (row) => ({
      name: maybe(
        0.3,
        rng,
        `${row.name} ${pick(['gmbh', 'inc', 'ltd'], rng)}`,
        maybe(0.1, rng, row.name!.split(' ').reverse().join(', '), noisy(row.name, 0.1, rng)!),
      ),
      email: maybe(0.4, rng, null, maybe(0.3, rng, `${frequent(names, rng)}@${row.email!.split('@')[1]}`, row.email!)),
      phone: maybe(0.3, rng, null, maybe(0.15, rng, `030${digits(7, rng)}`, row.phone!)),
      website: maybe(0.3, rng, null, `https://www.${row.website}/`),
      street: maybe(0.3, rng, null, row.street!.replace('street', 'st.')),
      city: noisy(row.city, 0.1, rng),
      postcode: maybe(0.2, rng, null, row.postcode!),
    }),
    (r) => (r() < 0.5 ? 1 : r() < 0.8 ? 2 : 3),
  );
}
