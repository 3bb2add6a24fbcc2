/**
 * Makes extracts of accounts as a CRM exports them: 20 columns, some 284 bytes a row, with quoted commas, doubled quotes and
 * empty fields. Every value follows from the seed, the row's number and its version, so an extract can be made again.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

const COLUMNS = [
  ...['Id', 'Name', 'Email', 'Phone', 'BillingStreet', 'BillingCity', 'BillingState', 'BillingPostalCode'],
  ...['BillingCountry', 'Website', 'Industry', 'AnnualRevenue', 'NumberOfEmployees', 'OwnerId', 'CreatedDate'],
  ...['LastModifiedDate', 'Description', 'Type', 'Rating', 'IsDeleted'],
];
const FIRST = [
  'Amber',
  'Birch',
  'Cobalt',
  'Delta',
  'Ember',
  'Falcon',
  'Granite',
  'Harbour',
  'Indigo',
  'Juniper',
  'Kestrel',
];
const SECOND = ['Bakery', 'Dental', 'Freight', 'Gardens', 'Instruments', 'Logistics', 'Press', 'Software', 'Textiles'];
const PLACES = [
  ['Springfield', 'IL', 'US'],
  ['Portland', 'OR', 'US'],
  ['"Washington, D.C."', 'DC', 'US'],
  ['Leeds', '', 'GB'],
  ['Köln', 'NW', 'DE'],
];
const INDUSTRIES = ['Manufacturing', 'Retail', 'Finance', 'Health', ''];
const KINDS = ['Customer', 'Prospect', 'Partner'];
const RATINGS = ['Hot', 'Warm', ''];
const CHUNK = 1 << 20;

/** Rows that a later extract has changed: a tenth of them. */
const isChanged = (row) => row % 10 === 3;

/**
 * The extracts of the bench, as functions from a path to what they have written there.
 * @param {{ rows: number, seed: number }} size
 */
export function extracts({ rows, seed }) {
  const later = Math.floor(rows * 1.05);
  const step = Math.max(1, Math.floor(rows / 1000));
  return {
    /** All rows. */
    first: (path, onRow) => write(path, numbers(0, rows), () => 0, seed, onRow),
    /** A tenth of the rows changed, a twentieth more. */
    later: (path, onRow) => write(path, numbers(0, later), (row) => (isChanged(row) ? 1 : 0), seed, onRow),
    /** A thousand rows from all over, changed once more. */
    thousand: (path, onRow) => write(path, numbers(0, step * Math.min(rows, 1000), step), () => 2, seed, onRow),
    /** The rows of one small tenant, as a CSV in memory. */
    small: (tenant, count) => {
      const lines = [...numbers(tenant * count, (tenant + 1) * count)].map((row) => line(row, 0, seed));
      return Buffer.from(`${COLUMNS.join(',')}\n${lines.join('')}`);
    },
  };
}

/** @returns {Promise<{ path: string, rows: number, bytes: number }>} */
async function write(path, rowNumbers, versionOf, seed, onRow = () => undefined) {
  const file = createWriteStream(path);
  const ended = finished(file);
  let text = `${COLUMNS.join(',')}\n`;
  let rows = 0;
  for (const row of rowNumbers) {
    text += line(row, versionOf(row), seed);
    rows++;
    if (text.length < CHUNK) continue;
    if (!file.write(text)) await once(file, 'drain');
    text = '';
    onRow(rows);
  }
  file.end(text);
  await ended;
  return { path, rows, bytes: file.bytesWritten };
}

function line(row, version, seed) {
  const random = (column, below) => mix(row, column, seed) % below;
  const pick = (column, values) => values[random(column, values.length)];
  const [first, second] = [pick(1, FIRST), pick(2, SECOND)];
  const domain = `${second.toLowerCase()}${row % 7919}.example`;
  const [city, state, country] = pick(3, PLACES);
  const fields = [
    `0018d${String(row).padStart(13, '0')}`,
    random(4, 8) === 0 ? `"${first} ${second} ${row}, Inc."` : `${first} ${second} ${row}`,
    `info${row}@${domain}`,
    `+1 555 ${String(random(5, 10_000_000)).padStart(7, '0')}`,
    `"${1 + random(6, 999)} Mill Lane, Unit ${random(7, 40)}"`,
    city,
    state,
    String(random(8, 100_000)).padStart(5, '0'),
    country,
    `https://www.${domain}`,
    pick(9, INDUSTRIES),
    random(10, 50_000_000) + version,
    random(11, 5000),
    `0058d0000${String(random(12, 500)).padStart(6, '0')}`,
    '2023-04-01T08:30:00.000Z',
    `202${4 + version}-02-${String(1 + random(13, 28)).padStart(2, '0')}T12:00:00.000Z`,
    random(14, 4) === 0 ? `"Says it is ""the best"" in town, asked for an offer on ${row}; call back"` : '',
    pick(15, KINDS),
    pick(16, RATINGS),
    'false',
  ];
  return `${fields.join(',')}\n`;
}

/** An even hash of three integers, 0 to 2^32 - 1 (the finaliser of MurmurHash3). */
function mix(row, column, seed) {
  let h = Math.imul(row + 1, 0x9e3779b1) ^ Math.imul(column, 0x85ebca77) ^ Math.imul(seed, 0xc2b2ae3d);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function* numbers(from, to, step = 1) {
  for (let number = from; number < to; number += step) yield number;
}
