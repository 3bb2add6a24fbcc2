import { reading } from '../comparison.ts';
import { NO_TERMS, Terms } from '../terms.ts';
import { byPersonName } from '../word-similarity.ts';
import { Vocabulary } from '../words.ts';
import { nameComparison } from './name-levels.ts';

const vocabulary = new Vocabulary(new Terms(NO_TERMS));
const names = nameComparison(
  'name',
  'person',
  byPersonName,
  reading(
    () => null,
    (text) => vocabulary.read(text),
  ),
);

test.each([
  ['ann smith', 'bob smith', 'other given name'],
  ['ann smith jones', 'bob smith', 'other given name'],
  ['margaret campbell paredes', 'elizabeth campbell', 'other given name'],
  ['ann smith', 'ann jones', 'other words'],
  ['ann maria smith', 'maria smith', 'contained'],
  ['smith ann', 'ann smith', 'same words'],
  ['ann', 'bob smith', 'different'],
])('the names of %s and %s: %s', (a, b, level) => {
  const [x, y] = [names.make(a), names.make(b)];
  expect([names.level(x, y), names.level(y, x)].map((each) => names.levels[each]!.name)).toEqual([level, level]);
});
