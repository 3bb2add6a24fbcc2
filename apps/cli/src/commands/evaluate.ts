import type { Command } from 'commander';
import { WeftError } from '@app/snapshot-core';
import { evaluateLinkage, parseModelFile, readTruth, type Side, type UnifiedModel } from '@app/unify';
import { parseNumber } from '../arguments.ts';
import { readTable } from '../evaluate/read-table.ts';
import { evaluationLine, evaluationText } from '../evaluate/show-evaluation.ts';
import { note } from '../output/note.ts';
import { openPrinter } from '../output/printer.ts';
import { style } from '../output/style.ts';
import { visible } from '../output/text.ts';
import { readWhole } from '../read-whole.ts';
import { WrongUsage } from '../wrong-usage.ts';

interface Options {
  left?: string;
  right?: string;
  records?: string;
  truth: string;
  model?: string;
  idColumn?: string;
  errors: number;
  json?: true;
}

/** `weft evaluate`: how well a model links labelled records. Needs no database. */
export function registerEvaluate(program: Command): void {
  program
    .command('evaluate')
    .description('precision, recall and F1 of a model on labelled records, and its worst errors')
    .argument('<model>', 'YAML with a model: a weft.yaml, or one model by itself')
    .option('--left <csv>', 'records to link with those of --right')
    .option('--right <csv>')
    .option('--records <csv>', 'records to find duplicates in')
    .requiredOption('--truth <csv>', 'columns id_a,id_b (all true pairs), record_id,cluster_id, or id_a,id_b,label')
    .option('--model <name>', 'the model to take, if the file has several')
    .option('--id-column <column>', "the records' ids; otherwise the column that holds the ids of the truth")
    .option('--errors <n>', 'how many of the worst errors to show', parseNumber, 5)
    .option('--json', 'a JSON line')
    .action(evaluate);
}

async function evaluate(path: string, options: Options): Promise<void> {
  const paths = filesOf(options);
  const model = await readModel(path, options.model);
  const files = [];
  for (const [side, file] of paths) files.push({ side, ...(await readTable(file)) });
  const table = await readTable(options.truth);
  const truth = readTruth(table.columns, table.rows, table.name);
  const errors = options.json ? 0 : options.errors;
  const evaluation = evaluateLinkage(model, { files, truth, idColumn: options.idColumn, errors });
  for (const { message } of evaluation.hints) note(`${style.warning('hint:', process.stderr)} ${visible(message)}`);
  const printer = openPrinter();
  await (options.json ? printer.json(evaluationLine(evaluation)) : printer.text(evaluationText(evaluation, model)));
}

function filesOf({ left, right, records }: Options): [Side, string][] {
  if (records !== undefined && left === undefined && right === undefined) return [['records', records]];
  if (left !== undefined && right !== undefined && records === undefined) {
    return [
      ['left', left],
      ['right', right],
    ];
  }
  throw new WrongUsage('which records are meant is not said', 'Give --left and --right, or --records alone.');
}

async function readModel(path: string, wanted: string | undefined): Promise<UnifiedModel> {
  const text = await readWhole(path, 'Give a YAML file with a model.');
  const models = parseModelFile(text.toString('utf8'), path);
  const names = models.map(({ name }) => name).join(', ');
  const model = wanted === undefined ? models[0] : models.find(({ name }) => name === wanted);
  if (model === undefined || (wanted === undefined && models.length > 1)) {
    throw new WeftError(
      'invalid_input',
      models.length === 0 ? `${path} declares no model` : `${path} declares the models ${names}`,
      models.length === 0 ? 'It needs `models:`, or `fields:` at its top.' : 'Say which with --model NAME.',
    );
  }
  return model;
}
