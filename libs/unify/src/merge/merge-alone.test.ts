import fc from 'fast-check';
import { COMPANY_FIELDS, mapOfItself } from '../../../../test/support/company-fields.ts';
import { projectRecord } from '../project/project-record.ts';
import { parseModel } from '../weft-file/parse-weft-file.ts';
import { mergeCluster } from './merge-cluster.ts';

const FIELDS = COMPANY_FIELDS;
const map = mapOfItself(FIELDS);

test.each([[[]], [['email', 'street']]])('a record alone is as beside one that says nothing (many: %j)', (many) => {
  const fields = Object.entries(FIELDS).map(([field, type]) => [
    field,
    many.includes(field) ? { type, many: true } : type,
  ]);
  const model = parseModel('customer', {
    fields: Object.fromEntries(fields),
    sources: { 'crm.Account': { map }, 'books.Customer': { map } },
    survive: { default: 'most_complete', name: ['books'], city: 'most_frequent' },
  });
  const [crm, books] = model.sources.map((source) => (key: string, row: Record<string, string | null>) => ({
    ref: { integration: source.integration, stream: source.stream, key },
    projection: projectRecord(model, source, row),
  }));
  const value = fc.option(fc.constantFrom('Acme Inc', 'a@b.com', '+14155550100', '555 0100', 'acme.com', 'n/a'));
  fc.assert(
    fc.property(fc.record(Object.fromEntries(Object.keys(FIELDS).map((field) => [field, value]))), (row) => {
      const one = mergeCluster(model, [books!('58', row)]);
      const two = mergeCluster(model, [books!('58', row), crm!('001', {})]);
      expect(JSON.stringify([one.data, one.provenance])).toBe(JSON.stringify([two.data, two.provenance]));
    }),
  );
});
