/**
 * Makes the customers of one company as its CRM and its accounting program know them, and tells which of their records are one
 * entity. Every value follows from the seed, the entity's number and the record's version, so any part can be made again.
 *
 * Each entity belongs to a class, named for what makes it hard:
 * - `clean`, `typo`: the same words, or one letter off
 * - `legal_form`, `acronym`, `word_order`: the same company, its name written otherwise
 * - `branch`, `subsidiary`: another entity has nearly its name and its domain, at another or the same address
 * - `switchboard`: hundreds of other entities have its telephone number
 * - `generic_email`: thousands of other entities have its e-mail address
 */
import { cities, coinedWord, INDUSTRIES, LEGAL_FORMS, STREETS } from './company-words.mjs';

export const CLASSES = [
  ['clean', 38],
  ['typo', 10],
  ['legal_form', 14],
  ['acronym', 6],
  ['word_order', 8],
  ['branch', 8],
  ['subsidiary', 6],
  ['switchboard', 5],
  ['generic_email', 5],
];
/** Entities behind one switchboard, and with one generic e-mail address. */
const BEHIND_SWITCHBOARD = 300;
const WITH_GENERIC_EMAIL = 5000;
/** Every so many entities one is in the CRM twice. */
const TWICE = 40;

/** @param {number} seed */
export function companies(seed) {
  const random = (entity, what, below) => mix(entity, what, seed) % below;
  const classOf = (entity) => {
    // A branch or subsidiary follows the entity that it is one of.
    let left = random(entity, 1, 100);
    return CLASSES.find(([, share]) => (left -= share) < 0)[0];
  };
  /** Where the entity's records are. */
  const recordsOf = (entity) => {
    const place = random(entity, 2, 100);
    const records = [];
    if (place < 80) records.push({ entity, integration: 'crm', copy: 0 });
    if (place >= 80 || place < 55) records.push({ entity, integration: 'books', copy: 0 });
    if (place < 80 && random(entity, 3, TWICE) === 0) records.push({ entity, integration: 'crm', copy: 1 });
    return records;
  };
  return {
    classOf,
    recordsOf,
    /** Entities whose records are `count` or just above. */
    entitiesFor: (count) => Math.ceil(count / (1 + 0.55 + 0.8 / TWICE)),
    facts: (record, version = 0) => factsOf(record, version, { random, classOf }),
  };
}

/** What a program knows about a company. */
function factsOf({ entity, integration, copy }, version, { random, classOf }) {
  const kind = classOf(entity);
  // The company whose name and domain it shares.
  const base = (kind === 'branch' || kind === 'subsidiary') && entity > 0 ? entity - 1 : entity;
  const second = integration === 'books' || copy > 0;
  const words = nameWords(base, random);
  const city = cities[random(entity, 10, cities.length)];
  let name = words.join(' ');
  let form = LEGAL_FORMS[random(base, 11, LEGAL_FORMS.length)];
  if (kind === 'branch') name += ` ${city.name}`;
  if (kind === 'subsidiary') name = `${words[0]} ${INDUSTRIES[random(entity, 12, INDUSTRIES.length)]} ${words[1]}`;
  if (second) {
    if (kind === 'typo') name = misspelt(name, random(entity, 13, 1 << 20));
    if (kind === 'legal_form') form = LEGAL_FORMS[random(entity, 14, LEGAL_FORMS.length)];
    if (kind === 'acronym') name = acronym(words, base, random);
    if (kind === 'word_order') name = [...words.slice(1), words[0]].join(' ');
  }
  if (form !== '' && !(second && random(entity, 15, 3) === 0)) name = `${name} ${form}`;
  if (version > 0 && entity % 3 === 0) name = misspelt(name, version * 7919 + entity);
  const domain = `${words[0]}${words[1].slice(0, 4)}${base % 97}.com`.toLowerCase();
  const street = `${1 + random(entity, 16, 4999)} ${coinedWord(random(entity, 17, 4000))}`;
  const streetEnd = STREETS[random(entity, 18, STREETS.length)];
  const moved = version > 0 && entity % 3 === 1;
  return {
    id: `${entity}${copy > 0 ? 'd' : ''}`,
    name,
    email: emailOf(entity, kind, domain, { random, second }),
    phone: phoneOf(version > 0 && entity % 3 === 2 ? entity + version * 1e9 : entity, kind, city, { random, second }),
    website: second && random(entity, 19, 2) === 0 ? null : `https://www.${domain}`,
    street: moved ? `${version} ${street} ${streetEnd[0]}` : `${street} ${streetEnd[second ? 1 : 0]}`,
    city: city.name,
    region: city.region,
    postcode: String(city.postcode + random(entity, 20, 60)).padStart(5, '0'),
    changed: `2025-0${1 + random(entity, 21, 9)}-${String(10 + random(entity, 22, 18))}T08:00:${String(10 + (version % 50))}Z`,
    note: second ? null : `Met at a fair; interested in ${words.at(-1).toLowerCase()}, call back in spring`,
  };
}

function nameWords(entity, random) {
  const words = [coinedWord(random(entity, 4, 60_000)), INDUSTRIES[random(entity, 5, INDUSTRIES.length)]];
  if (random(entity, 6, 3) === 0) words.splice(1, 0, coinedWord(random(entity, 7, 60_000)));
  return words;
}

/** Of two words nobody makes an acronym: then it is the first word alone. */
function acronym(words, entity, random) {
  if (words.length < 3) return words[0];
  return [...words, coinedWord(random(entity, 8, 500))].map(([letter]) => letter).join('');
}

function emailOf(entity, kind, domain, { random, second }) {
  if (kind === 'generic_email') return `billing@bookkeepers${Math.floor(entity / WITH_GENERIC_EMAIL)}.com`;
  if (second && random(entity, 23, 3) === 0) return null;
  const box = ['info', 'office', 'accounts', 'hello'][random(entity, second ? 24 : 25, 4)];
  return `${box}@${domain}`;
}

function phoneOf(entity, kind, city, { random, second }) {
  if (second && random(entity, 26, 4) === 0) return null;
  const number = kind === 'switchboard' ? Math.floor(entity / BEHIND_SWITCHBOARD / 0.05) * 131 : entity;
  const digits = String(random(number, 27, 8_000_000) + 2_000_000);
  const [exchange, line] = [digits.slice(0, 3), digits.slice(3)];
  return second ? `+1 ${city.area} ${exchange} ${line}` : `(${city.area}) ${exchange}-${line}`;
}

/** Two neighbouring letters of the first word change places. */
function misspelt(name, number) {
  const end = name.indexOf(' ') < 0 ? name.length : name.indexOf(' ');
  const at = 1 + (number % Math.max(1, end - 2));
  return name.slice(0, at) + (name[at + 1] ?? '') + name[at] + name.slice(at + 2);
}

/** An even hash of three integers, 0 to 2^32 - 1 (the finaliser of MurmurHash3). */
function mix(number, what, seed) {
  let h = Math.imul((number % 4294967296) + 1, 0x9e3779b1) ^ Math.imul(what, 0x85ebca77) ^ Math.imul(seed, 0xc2b2ae3d);
  h ^= Math.floor(number / 4294967296);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
