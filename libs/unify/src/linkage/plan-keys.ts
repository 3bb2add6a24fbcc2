import { comparedValue, emitMatchKeys, type MatchKey } from '../match/match-keys.ts';
import { MAX_HOLDERS } from '../match/pair-records.ts';
import { entityKind } from '../model/exact-rules.ts';
import type { SemanticType } from '../model/semantic-types.ts';
import { fieldsOf, type UnifiedModel } from '../model/unified-model.ts';
import type { Projection } from '../project/project-record.ts';
import { areaOf } from './comparisons/place.ts';
import { codesOf } from './comparisons/plain.ts';
import { phonetic } from './distance/phonetic.ts';
import { type TermCounts, Terms } from './terms.ts';
import { ValueCache } from './value-cache.ts';

/** Two records that agree in several things at once: entities of many records must not lose all of their pairs. */
const STRONG_CAP = 300;
/** Two coarse things at once. */
const MEDIUM_CAP = 100;
/** One thing alone. */
const LOOSE_CAP = 40;
/**
 * Where somebody is, alone or beside a sound: of a hundred thousand customers these two brought 63 % of all pairs, and 19 of
 * 37,000 matches. How words begin and end is coarse, too: at 300,000 companies 3 pairs a record, with 40 holders it would be 8.
 */
const COARSE_CAPS: Readonly<Record<string, number>> = { 'sound+city&': 30, postcode: 20, ends: 10 };

/** A value tells something from so much information on: that of one in eight. */
const TELLING_BITS = 3;

/** Of a name so many words make keys, those that say most. */
const MOST_WORDS = 5;

/** Takes a key of a record. */
export type EmitKey = (kind: string, value: string) => void;
type Read = (projection: Projection, field: string) => string | null;

export interface KeyPlan {
  keysOf(projection: Projection): MatchKey[];
  /** As `keysOf`, but a key may come more than once. */
  emitKeys(projection: Projection, emit: EmitKey): void;
  capOf(kind: string): number;
}

/**
 * The blocking keys of a model's records, as its types imply. A kind's name tells how it is capped: `…!` agree in a whole value or
 * a combination (300 holders), `…&` in two coarse things (100), the name of an exact rule is itself (200), anything else is one thing alone
 * (40), a place, or how words begin and end, less.
 */
export function planKeys(model: UnifiedModel, words: Readonly<Record<string, TermCounts>>): KeyPlan {
  const fields = (...types: SemanticType[]) =>
    fieldsOf(model).flatMap(([field, type]) => (types.includes(type) ? [field] : []));
  const read: Read = (projection, field) => comparedValue(model, projection, field);
  const terms = new Map(Object.entries(words).map(([field, counts]) => [field, new Terms(counts)]));
  // Kinds that stand for a field are put together once, not for each record.
  const names = fields('company_name', 'person_name', 'text');
  const isNamed = names.length > 0 || fields('given_name', 'family_name').length > 0;
  // A list of places is named by its towns.
  const named = (isNamed ? names : fields('city').slice(0, 1)).map((field) => ({
    field,
    whole: `${field}!`,
    word: `${field}:word`,
    words: `${field}:words`,
    code: `${field}:code`,
  }));
  const [phones, sites, mails] = [fields('phone'), fields('domain', 'email'), fields('email')];
  const identifiers = fields('identifier').map((field) => ({ field, whole: `${field}!` }));
  const [streets, cities] = [fields('street'), fields('city')];
  const firstName = named[0]?.field ?? '';
  const firstTerms = terms.get(firstName);
  const [given] = fields('given_name');
  const [family] = fields('family_name');
  const [places, dates] = [fields('postcode'), fields('date')];
  /** What else is known of a person: year, month and day of birth, each by itself. */
  const details = entityKind(model) === 'person' ? fields('number', 'category') : [];
  /** A category that half of all have tells no more than what it stands beside. */
  const isTelling = (field: string, value: string): boolean =>
    model.fields[field] === 'number' || (terms.get(field)?.bitsOf(value) ?? 0) >= TELLING_BITS;
  /** The same words come again and again, and each is told by a dozen patterns. */
  const soundOf = new ValueCache(phonetic);
  /** What the entity is called: the words that say most. */
  const callsOf = (projection: Projection): readonly string[] => {
    const parts = family === undefined && given === undefined ? [] : [family, given];
    const own = parts.flatMap((field) => (field === undefined ? [] : (read(projection, field)?.split(' ') ?? [])));
    const words = own.length > 0 ? own : (read(projection, firstName)?.split(' ') ?? []);
    return rarest(words, firstTerms);
  };
  const emitKeys = (projection: Projection, emit: EmitKey): void => {
    emitMatchKeys(model, projection, emit);
    for (const name of named) emitName(name, read(projection, name.field), terms.get(name.field), emit);
    for (const field of phones) {
      const digits = digitsOf(read(projection, field));
      if (digits !== undefined && digits.length >= 7) emit('phone', digits.slice(-7));
    }
    for (const field of sites) {
      const domain = comparedValue(model, projection, field, 'domain');
      if (domain !== null) emit('domain', domain.split('.', 1)[0] ?? domain);
    }
    for (const field of mails) {
      const mailbox = read(projection, field)?.split('@', 1)[0];
      if (mailbox !== undefined && mailbox.length > 4) emit('mailbox', mailbox);
    }
    for (const { field, whole } of identifiers) {
      const value = read(projection, field);
      if (value !== null) emit(whole, value);
    }
    const calls = callsOf(projection);
    for (const ends of endsOf(calls)) emit('ends', ends);
    const sounds = distinct(calls.map((word) => soundOf.get(word))).slice(0, 3);
    if (sounds.length > 1) emit('sound!', sounds.slice(0, 2).sort().join(' '));
    for (const field of places) {
      const postcode = read(projection, field);
      if (postcode === null) continue;
      emit('postcode', postcode);
      for (const sound of sounds) emit('sound+postcode&', `${sound} ${postcode}`);
    }
    for (const field of dates) {
      const date = read(projection, field);
      if (date === null) continue;
      emit('date', date);
      for (const sound of sounds) emit('sound+date&', `${sound} ${date.slice(0, 7)}`);
      for (const place of places) {
        const postcode = read(projection, place);
        if (postcode !== null) emit('date+area&', `${date.slice(0, 7)} ${areaOf(postcode)}`);
      }
    }
    for (const field of streets) {
      const street = read(projection, field);
      if (street === null) continue;
      const number = /\b\d+[a-z]?\b/.exec(street)?.[0];
      const rest = street.split(' ').find((word) => word.length > 2 && !/\d/.test(word));
      if (number !== undefined && rest !== undefined) emit('street', `${number} ${rest}`);
      for (const sound of sounds) if (number !== undefined) emit('sound+number&', `${sound} ${number}`);
    }
    const told = details.map((field) => read(projection, field) ?? '');
    for (const [at, value] of told.entries()) {
      if (value !== '' && isTelling(details[at]!, value))
        for (const sound of sounds) emit('sound+detail&', `${sound} ${at} ${value}`);
    }
    if (told.filter((value) => value !== '').length > 2) emit('details&', told.join(' '));
    for (const field of cities) {
      const city = read(projection, field);
      if (city === null) continue;
      const heard = soundOf.get(city.replaceAll(' ', ''));
      for (const sound of sounds) emit('sound+city&', `${sound} ${heard}`);
    }
  };
  return {
    keysOf(projection) {
      const keys: MatchKey[] = [];
      const add = (kind: string, value: string): void => {
        // Among two dozen, looking is quicker than a set of texts made of both.
        for (const key of keys) if (key.value === value && key.kind === kind) return;
        keys.push({ kind, value });
      };
      emitKeys(projection, add);
      return keys;
    },
    emitKeys,
    capOf(kind) {
      if (Object.hasOwn(COARSE_CAPS, kind)) return COARSE_CAPS[kind]!;
      if (kind.endsWith('!')) return STRONG_CAP;
      if (kind.endsWith('&')) return MEDIUM_CAP;
      return /[:]|^(?:phone|domain|mailbox|postcode|date|street)$/.test(kind) ? LOOSE_CAP : MAX_HOLDERS;
    },
  };
}

/** The kinds of the keys that a name makes. */
interface NameKinds {
  readonly whole: string;
  readonly word: string;
  readonly words: string;
  readonly code: string;
}

function emitName(kinds: NameKinds, text: string | null, terms: Terms | undefined, emit: EmitKey): void {
  if (text === null) return;
  const words = distinct(text.split(' '));
  emit(kinds.whole, [...words].sort().join(' ').slice(0, 200));
  const common: string[] = [];
  for (const word of rarest(words, terms)) {
    if ((terms?.countOf(word) ?? 1) <= LOOSE_CAP) emit(kinds.word, word);
    else if (common.length < 4) common.push(word);
  }
  for (const [at, word] of common.entries()) {
    for (const other of common.slice(at + 1)) {
      emit(kinds.words, word < other ? `${word} ${other}` : `${other} ${word}`);
    }
  }
  for (const code of codesOf(text).split(' ')) {
    const [before = '', word] = code.split('~');
    const whole = before + (word ?? '');
    if (before.length >= 4 && word === undefined) emit(kinds.code, before);
    if (word !== undefined && word.length >= 4) emit(kinds.code, word);
    if (word !== undefined && whole.length >= 4) emit(kinds.code, whole);
  }
}

/**
 * How the two most telling words of a name begin and end, crosswise, so that a typo in each of them, wherever it is, leaves one
 * combination whole; of a name of one word its begin with the last letter, its end with the first.
 */
function endsOf([first = '', second]: readonly string[]): string[] {
  if (second === undefined) {
    return first.length < 5 ? [] : [`${first.slice(0, 4)}-${first.slice(-1)}`, `${first[0]}-${first.slice(-4)}`];
  }
  if (first.length + second.length < 8) return [];
  const ends: string[] = [];
  for (const x of [first.slice(0, 4), `-${first.slice(-3)}`]) {
    for (const y of [second.slice(0, 4), `-${second.slice(-3)}`]) ends.push(x < y ? `${x} ${y}` : `${y} ${x}`);
  }
  return ends;
}

/** The words that say most, those first. */
function rarest(words: readonly string[], terms: Terms | undefined): readonly string[] {
  const told = distinct(words);
  if (told.length < 2) return told;
  const bits = told.map((word) => terms?.bitsOf(word) ?? 0);
  const order = told.map((_, at) => at);
  order.sort((x, y) => bits[y]! - bits[x]! || (told[x]! < told[y]! ? -1 : 1));
  return order.slice(0, MOST_WORDS).map((at) => told[at]!);
}

/** A handful of words, each once: comparing them is quicker than a set. */
function distinct(words: readonly string[]): readonly string[] {
  return words.every((word, at) => words.indexOf(word) === at) ? words : [...new Set(words)];
}

function digitsOf(phone: string | null): string | undefined {
  if (phone === null) return undefined;
  return /^\+\d+$/.test(phone) ? phone.slice(1) : phone.replace(/\D/g, '');
}
