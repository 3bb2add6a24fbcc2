import type { FileMetaData } from 'hyparquet';
import { keyProperties } from './key-properties.ts';

test.each([
  ['["Id"]', ['Id']],
  ["['Id', 'Line']", ['Id', 'Line']],
  ["('Id',)", ['Id']],
  ['Id,Line', ['Id', 'Line']],
  ['Id', ['Id']],
  [`["it's", 'a "b"', 'c\\'d']`, ["it's", 'a "b"', "c'd"]],
  ["['a, b', 'c']", ['a, b', 'c']],
  ['[]', []],
])('%s names %j', (value, key) => {
  expect(keyProperties({ key_value_metadata: [{ key: 'key_properties', value }] } as FileMetaData)).toEqual(key);
});

test('a file that names none has none', () => {
  expect(keyProperties({ key_value_metadata: [{ key: 'ARROW:schema', value: '…' }] } as FileMetaData)).toBeUndefined();
  expect(
    keyProperties({ key_value_metadata: [{ key: 'key_properties', value: ' ' }] } as FileMetaData),
  ).toBeUndefined();
  expect(keyProperties({} as FileMetaData)).toBeUndefined();
});
