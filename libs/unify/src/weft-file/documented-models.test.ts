import { readFileSync } from 'node:fs';
import { parseWeftFile } from './parse-weft-file.ts';

const text = readFileSync(new URL('../../../../docs/models.md', import.meta.url), 'utf8');
const examples = [...text.matchAll(/```yaml\n([^]*?)```/g)].map(([, example]) => example ?? '');

test.each(examples)('the examples of docs/models.md are right: %#', (example) => {
  expect(() => parseWeftFile(example, 'docs/models.md')).not.toThrow();
});

test('every form and option that there is stands in docs/models.md', () => {
  for (const word of [
    'first_of',
    'join',
    'const',
    'lookup',
    'jsonata',
    'unique',
    'updated_at',
    'needs',
    'merged_into',
    'merged_ids',
    'relations',
    'rollups',
  ]) {
    expect(text).toContain(word);
  }
});
