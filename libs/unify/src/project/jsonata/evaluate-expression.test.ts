import fc from 'fast-check';
import jsonata from 'jsonata';
import { evaluateExpression } from './evaluate-expression.ts';
import { EvaluationFault } from './sandbox.ts';

const invoice = {
  Id: '130',
  TotalAmt: '362.07',
  CustomerRef__value: '24',
  'BillAddr.City': 'Bayshore',
  Line: `[{'Amount': 275.0, 'Ref': {'name': 'Fountain'}}, {'Amount': 12.75, 'Ref': {'name': 'Pump'}}, {'Amount': None}]`,
  Emails: '[{"value": "a@x.example", "primary": false}, {"value": "b@x.example", "primary": true}]',
  Big: '{"n": 9007199254740993, "m": 1.5}',
  Gone: null,
};

test.each([
  ['$sum(Line.Amount)', '287.75'],
  ['Emails[primary].value', 'b@x.example'],
  ['Emails[-1].value', 'b@x.example'],
  ['CustomerRef.value & "/" & Id', '24/130'],
  ['BillAddr.City', 'Bayshore'],
  ['Line.Ref.name ~> $join(", ")', 'Fountain, Pump'],
  ['$number(TotalAmt) > 300 ? "large" : "small"', 'large'],
  ['Big.n', '9007199254740993'],
  ['Big.m + 1', '2.5'],
  ['0.1 + 0.2', '0.3'],
  ['Line.Ref', '[{"name":"Fountain"},{"name":"Pump"}]'],
  ['$keys($)[0]', 'Id'],
  ['Gone', null],
  ['null', null],
  ['Nothing.at.all', null],
  ['$replace(Id, /0$/, "9")', '139'],
  ['true', 'true'],
])('%s', (expression, value) => {
  expect(evaluateExpression(expression, invoice)).toBe(value);
});

test.each([
  ['a recursion without end', '($f := function($x) { $f($x + 1) + 1 }; $f(1))', /Stack overflow/],
  ['a tail recursion without end', '($f := function($x) { $f($x + 1) }; $f(1))', /more than 100000 steps/],
  ['a huge range', '$count([1..9999999])', /maximum sequence length/],
  ['a product of lists', '[1..9000].([1..9000])', /maximum sequence length|steps|more than 1000 ms/],
  ['a doubling text', '($d := function($s, $n) { $n = 0 ? $s : $d($s & $s, $n - 1) }; $d("x", 60))', /grew beyond/],
  [
    'a doubling list',
    '($d := function($s, $n) { $n = 0 ? $s : $d([$s, [$s]], $n - 1) }; $d("x", 60))',
    /parts|steps|depth|Stack|grew/,
  ],
  ['padding without end', '$pad("x", 500000000)', /grew beyond/],
  ['a regular expression that backtracks', '$match($join([1..60].("a")) & "b", /^(a+)+$/)', /took more than 1000 ms/],
  ['a function for a value', '$sum', /is a function/],
  ['an error of its own', '$error("no such luck")', /no such luck/],
  ['a wrong type', '$number("twelve")', /Unable to cast/],
])('%s ends with a fault, and the next evaluation is unharmed', (_, expression, message) => {
  const before = Date.now();
  expect(() => evaluateExpression(expression, invoice)).toThrow(EvaluationFault);
  expect(() => evaluateExpression(expression, invoice)).toThrow(message);
  expect(Date.now() - before).toBeLessThan(20_000);
  expect(evaluateExpression('Id', invoice)).toBe('130');
});

test('nothing of this process is reachable, and nothing an expression does outlives it', () => {
  for (const path of ['constructor', '__proto__', 'toString', 'Id.constructor', '$$.constructor.constructor']) {
    expect(evaluateExpression(path, invoice)).toBeNull();
  }
  expect(evaluateExpression('$ ~> | $ | {"Id": "9"} |', { Id: '1' })).toBe('{"Id":"9"}');
  expect(evaluateExpression('Id', { Id: '1' })).toBe('1');
});

function withoutNulls(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).filter(([, member]) => member !== null))
      : part,
  );
}

test('gives what JSONata itself gives on the same object', async () => {
  const expressions = [
    'a',
    'a.b',
    'a[0]',
    'a.b[1]',
    '$string(a)',
    '$count(a)',
    'a & "x"',
    '{"k": a}',
    '[a, c]',
    '*',
    '**.b',
  ];
  const oracle = new Map(expressions.map((text) => [text, jsonata(text)]));
  await fc.assert(
    fc.asyncProperty(
      fc.jsonValue({ maxDepth: 3 }),
      fc.string(),
      fc.constantFrom(...expressions),
      async (a, c, text) => {
        const nested = typeof a === 'object' && a !== null;
        const record = { a: nested ? JSON.stringify(a) : 'plain', c };
        const object: unknown = { a: nested ? withoutNulls(a) : 'plain', c };
        // The grammar of columns: plain text stays text, and no number is altered (those that a double alters become text).
        fc.pre(!/\d{16}|e[+-]?\d|__|\./i.test(record.a));
        const value: unknown = await oracle.get(text)!.evaluate(object);
        const expected =
          value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value);
        expect(evaluateExpression(text, record)).toBe(expected);
      },
    ),
    { numRuns: 300 },
  );
});
