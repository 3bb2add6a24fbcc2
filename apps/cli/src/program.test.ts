import type { Command } from 'commander';
import { reportError } from './boundary.ts';
import { commandModules } from './command-modules.ts';
import { Interrupted } from './interruption.ts';
import { buildProgram } from './program.ts';

/** Runs a command line that ends before any work begins: its exit code, and what it said. */
async function usage(args: readonly string[]): Promise<{ code: number; said: string }> {
  let said = '';
  const program = await buildProgram(args);
  // Subcommands have taken over the settings of the program when they were made.
  const listen = (command: Command): void => {
    command.configureOutput({ writeErr: (text) => (said += text), writeOut: (text) => (said += text) });
    command.commands.forEach(listen);
  };
  listen(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return { code: 0, said };
  } catch (error) {
    return { code: reportError(error, (text) => (said += text)), said };
  }
}

test.each([
  { args: ['nonsense'], says: /unknown command 'nonsense'/ },
  { args: ['help', 'nonsense'], says: /unknown command 'nonsense'/ },
  { args: ['ingest', 'x.csv'], says: /--tenant <tenant>' not specified/ },
  {
    args: ['ingest', 'crm/x.csv', '--tenant', 't', '--no-such-option', 'C'],
    says: /unknown option '--no-such-option'/,
  },
  { args: ['ingest', '-', '--tenant', 't'], says: /standard input.* Give --integration and --stream/ },
  { args: ['ingest', 'x.csv', '--tenant', 't'], says: /x\.csv does not say which integration.* Give --integration/ },
  { args: ['ingest', 'x.singer', '--tenant', 't'], says: /x\.singer does not say which integration/ },
  { args: ['ingest', '/', '--tenant', 't'], says: /\/ is a directory.*weft sync --tenant t \// },
  { args: ['review', 't', '--limit', 'x'], says: /whole number/ },
  { args: ['ingest', 'crm/x.csv', '--tenant', 't', '--format', 'xml'], says: /no format xml/ },
  { args: ['ingest', 'crm/x.csv', '--tenant', 't', '--delimiter', 'ab'], says: /cannot separate fields/ },
  { args: ['ingest', 'crm/x.csv', '--tenant', 't', '--quote', '\n'], says: /cannot quote fields/ },
  { args: ['ingest', 'crm/x.csv', '--tenant', 't', '--encoding', 'latin-17'], says: /no encoding "latin-17"/ },
  {
    args: ['ingest', 'crm/x.singer', '--tenant', 't', '--stream', 'users'],
    says: /--stream does not go with a Singer/,
  },
  { args: ['ingest', 'crm/x.singer', 'crm/y.csv', '--tenant', 't'], says: /y\.csv is no Singer stream/ },
  {
    args: ['ingest', 'crm/x.csv', '--tenant', 't', '--merge', 'upsert'],
    says: /Choose one of patch, fill, replace, append/,
  },
  { args: ['ingest', 'crm/x.csv', '--tenant', 't', '--kind', 'whole'], says: /full, incremental/ },
  { args: ['ingest', 'crm/x.csv', '--tenant', 't', '--key', 'A,,B'], says: /names separated by commas/ },
  { args: ['ingest', 'crm/x.csv', '--tenant', 't', '--deleted-when', 'gone'], says: /such as IsDeleted=true/ },
  { args: ['ingest', 'crm/x.csv', '--tenant', 't', '--delete-limit', '120%'], says: /is no delete limit/ },
  { args: ['records', 't', 'Account'], says: /such as salesforce\.Account/ },
  { args: ['records', 't', 'a.b', '--json', '--csv'], says: /exclude each other/ },
  { args: ['changes', 't', '--after', '-1'], says: /whole number/ },
  { args: ['changes', 't', '--limit', '0'], says: /above 0/ },
  { args: ['tenants', 'delete', 't'], says: /Add --yes/ },
  { args: ['documents', 't', 'put', 'a.json'], says: /put NAME FILE/ },
  { args: ['documents', 't', 'show'], says: /list, get, put, delete/ },
  { args: ['keys', 'create'], says: /--tenant NAME, or --admin/ },
  { args: ['run', 't', '99999999999'], says: /number of a run/ },
  { args: ['up', '--only', 'console'], says: /api, worker/ },
])('wrong usage exits 2 and says what is right: weft $args', async ({ args, says }) => {
  const { code, said } = await usage(args);
  expect(code).toBe(2);
  expect(said).toMatch(says);
});

test.each([['--help'], ['help', 'ingest'], ['tenants', 'list', '--help']])(
  'help exits 0: weft %s %s',
  async (...args) => {
    const { code, said } = await usage(args.filter((arg) => arg !== undefined));
    expect(code).toBe(0);
    expect(said).toContain('Usage: weft');
  },
);

test.each(['--version', '-V'])('weft %s says which it is', async (flag) => {
  expect(await usage([flag])).toEqual({ code: 0, said: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

test('each command is found by its name alone', async () => {
  const namesOf = (program: Command) =>
    program.commands.map((command) => command.name()).filter((name) => name !== 'help');
  const known = commandModules.flatMap(({ names }) => names);
  expect(namesOf(await buildProgram(['--help']))).toEqual(known);
  for (const { names } of commandModules) {
    for (const name of names) expect(namesOf(await buildProgram([name]))).toEqual(names);
  }
});

test('help of a command is that of its --help', async () => {
  const [help, option] = await Promise.all([usage(['help', 'held']), usage(['held', '--help'])]);
  expect(help).toEqual({ code: 0, said: option.said });
  expect(help.said).toContain('Usage: weft held');
});

test('Ctrl-C before a run exists says so, too', () => {
  let said = '';
  const code = reportError(new Interrupted('interrupted', { cause: new Error('aborted') }), (text) => (said += text));
  expect({ code, said }).toEqual({ code: 130, said: expect.stringMatching(/^Interrupted\. Nothing is half written/) });
});
