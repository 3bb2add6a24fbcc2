/**
 * The program of the thread that evaluates expressions, as text: a Worker needs a file, and this library is run from
 * sources, from a build and by tests. Its clock stands still and its dice always show the same, so that an evaluation is a
 * function of the record.
 */
export const EVALUATOR = `
  'use strict';
  const { workerData } = require('node:worker_threads');
  const jsonata = require(workerData.jsonata);
  const { port, limits } = workerData;
  const flag = new Int32Array(workerData.shared);
  Math.random = () => 0.5;
  globalThis.Date = class extends Date {
    constructor(...parts) { if (parts.length === 0) super(0); else super(...parts); }
    static now() { return 0; }
  };
  Object.freeze(Object.prototype);

  let steps = 0;
  const fail = (message) => { throw { message }; };
  const bound = (length) => length > limits.characters && fail('a text grew beyond ' + limits.characters + ' characters');

  const pad = (text, width, filler) => {
    if (text === undefined) return undefined;
    bound(Math.abs(width)); // before it is made
    return width < 0 ? text.padStart(-width, filler || ' ') : text.padEnd(width, filler || ' ');
  };

  const compile = (expression, counted) => {
    const compiled = jsonata(expression, { stack: limits.depth, sequence: limits.items });
    if (!counted) return compiled; // a hook is a promise more for every node
    compiled.assign(Symbol.for('jsonata.__evaluate_entry'), () => {
      steps += 1;
      if (steps > limits.steps) fail('it took more than ' + limits.steps + ' steps');
    });
    compiled.assign(Symbol.for('jsonata.__evaluate_exit'), (node, input, environment, result) => {
      if (typeof result === 'string') bound(result.length);
      if (Array.isArray(result) && result.length > limits.items) fail('a list grew beyond ' + limits.items + ' items');
    });
    compiled.registerFunction('pad', pad, '<s-ns?:s>');
    return compiled;
  };

  const textOf = (value) => {
    if (typeof value === 'string') return value;
    let parts = 0;
    let size = 0;
    return JSON.stringify(value, (key, part) => {
      parts += 1;
      if (parts > limits.items) fail('its value has more than ' + limits.items + ' parts');
      if (typeof part === 'function' || (part && (part._jsonata_lambda || part._jsonata_function))) fail('its value is a function');
      if (typeof part === 'string') bound((size += part.length));
      return typeof part === 'number' ? Number(part.toPrecision(15)) : part; // as $string does
    });
  };

  const expressions = { true: new Map(), false: new Map() };
  const evaluate = async ({ expression, record, counted }) => {
    const known = expressions[counted];
    if (!known.has(expression)) known.set(expression, compile(expression, counted));
    steps = 0;
    const value = await known.get(expression).evaluate(JSON.parse(record));
    if (value === undefined || value === null) return {};
    const text = textOf(value);
    if (text === undefined) return {};
    bound(text.length);
    return { value: text };
  };

  port.on('message', async (question) => {
    const answer = await evaluate(question).catch((error) => ({ fault: String((error && error.message) || error) }));
    port.postMessage(answer);
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
  });`;
