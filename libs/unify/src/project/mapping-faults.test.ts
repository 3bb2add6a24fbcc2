import { EvaluationFault } from './jsonata/sandbox.ts';
import { MappingError } from './mapping-error.ts';
import { MappingFaults } from './mapping-faults.ts';

const fault = (key: number, field: string, cause: EvaluationFault) =>
  new MappingError(
    { model: 'order', source: { integration: 'shop', stream: 'Order' }, key: String(key), field },
    cause,
  );

test('faults are counted by field, the first ones named', () => {
  const faults = new MappingFaults();
  for (let key = 1; key <= 5; key += 1) faults.report(fault(key, 'total', new EvaluationFault(`no number ${key}`)));
  faults.report(fault(9, 'note', new EvaluationFault('no text')));
  expect(faults.hints()).toEqual([
    {
      code: 'failed_mapping',
      columns: ['total'],
      message:
        'model order, source shop.Order, field total: its mapping failed on 5 records, where the field stays empty: ' +
        '1 (no number 1), 2 (no number 2), 3 (no number 3) and 2 more. Correct the expression in weft.yaml and apply it',
    },
    {
      code: 'failed_mapping',
      columns: ['note'],
      message:
        'model order, source shop.Order, field note: its mapping failed on 1 record, where the field stays empty: ' +
        '9 (no text). Correct the expression in weft.yaml and apply it',
    },
  ]);
});

test('an expression that runs out of time again and again ends the run', () => {
  const faults = new MappingFaults();
  const late = (key: number) => () => faults.report(fault(key, 'total', new EvaluationFault('it took long', true)));
  for (let key = 1; key < 20; key += 1) late(key)();
  expect(late(20)).toThrow(/field total: its mapping failed on record 20: it took long; so it has on 20 records/);
});
