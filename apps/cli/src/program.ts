import { Command } from 'commander';
import { commandModules } from './command-modules.ts';
import { weftVersion } from './version.ts';

const exitCodes = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but something is held or was rejected, 130 interrupted.
DATABASE_URL names a Postgres of your own; without it Weft runs one in WEFT_HOME (default ./.weft).`;

/**
 * The program with the command that the arguments name; with every command, in the order in which the help lists them,
 * where they name none (help, a slip of the pen): loading all of them takes longer than most of them run.
 * @param args without node and the script
 */
export async function buildProgram(args: readonly string[]): Promise<Command> {
  const program = new Command('weft')
    .description('The system of record for synced SaaS data: snapshots, changes and unified records per tenant.')
    .version(weftVersion(), '-V, --version', 'which Weft this is')
    .addHelpText('after', exitCodes)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/([^.?!)])\n$/, '$1.\n')) })
    .showHelpAfterError('See the options with --help.');
  const [name] = args;
  const meant = commandModules.filter(({ names }) => names.includes(name ?? ''));
  for (const { load } of meant.length > 0 ? meant : commandModules) (await load())(program);
  addHelp(program);
  return program;
}

/** `weft help [command]`; commander's own shows the help of all for a command that there is not, without a word of what is wrong. */
function addHelp(program: Command): void {
  program
    .helpCommand(false)
    .command('help')
    .argument('[command]')
    .description('display help for command')
    .action((wanted: string | undefined) => {
      if (wanted === undefined) program.help();
      const found = program.commands.find((each) => each.name() === wanted);
      if (!found) program.error(`error: unknown command '${wanted}'`);
      found.help();
    });
}
