import { createRequire } from 'node:module';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { EVALUATOR } from './evaluator.ts';

/** What an evaluation may take: beyond any mapping of a record, far below what harms a worker. */
export const EVALUATION_LIMITS = {
  /** Milliseconds on the clock: for what counts no steps, such as a regular expression that backtracks. */
  milliseconds: 1000,
  /** Nodes evaluated. The same on every machine, so it is met before the clock is. */
  steps: 100_000,
  /** Nested evaluations. */
  depth: 500,
  /** Items of a list. */
  items: 10_000,
  /** Characters of a text, and of the answer. */
  characters: 1_000_000,
  /** MB of memory for all of it. */
  megabytes: 128,
} as const;

/** A thread may be slow to start on a busy machine; that is not the expression's fault. */
const START_MILLISECONDS = 30_000;

/** The expression failed on this record; the message says why. */
export class EvaluationFault extends Error {
  constructor(
    message: string,
    /** It ran out of time: on another machine it might not have. */
    readonly timedOut = false,
  ) {
    super(message);
  }
}

interface Answer {
  readonly value?: string;
  readonly fault?: string;
  readonly timedOut?: true;
}

/**
 * Where expressions are evaluated: a thread of its own, asked and waited for. JSONata 2 is asynchronous throughout, and
 * projection is not; and only a thread can be stopped in the middle of a regular expression or a sort, and has a bound on its memory.
 * Stopping code in this thread instead (vm with a timeout) leaves Node's own bookkeeping broken and aborts the process.
 * The thread starts with the first expression: models without any never pay for it.
 */
export class Sandbox {
  private thread: { worker: Worker; port: MessagePort; flag: Int32Array } | undefined;

  /**
   * The value of an expression as text; undefined when it gives none.
   * @param record the input as JSON text
   * @param counted count its steps (makes it half as fast): for expressions that can loop
   * @throws EvaluationFault
   */
  evaluate(expression: string, record: string, counted: boolean): string | undefined {
    const evaluate = () => {
      this.thread ??= this.start();
      return this.ask({ expression, record, counted }, EVALUATION_LIMITS.milliseconds);
    };
    let answer = evaluate();
    // On a machine that is busy for a moment: what a record says must not depend on that.
    if (answer.timedOut) answer = evaluate();
    if (answer.fault !== undefined) throw new EvaluationFault(answer.fault, answer.timedOut);
    return answer.value;
  }

  /** Ends the thread; the next evaluation starts another. */
  close(): void {
    void this.thread?.worker.terminate();
    this.thread = undefined;
  }

  private start(): NonNullable<Sandbox['thread']> {
    const { port1, port2 } = new MessageChannel();
    const shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const jsonata = createRequire(import.meta.url).resolve('jsonata');
    const worker = new Worker(EVALUATOR, {
      eval: true,
      workerData: { port: port2, shared, jsonata, limits: EVALUATION_LIMITS },
      transferList: [port2],
      resourceLimits: { maxOldGenerationSizeMb: EVALUATION_LIMITS.megabytes, maxYoungGenerationSizeMb: 16 },
      env: {},
      execArgv: [],
    });
    worker.on('error', () => undefined); // out of memory: whoever waits for the answer runs out of time
    worker.unref();
    port1.unref();
    this.thread = { worker, port: port1, flag: new Int32Array(shared) };
    this.ask({ expression: '1', record: '{}', counted: false }, START_MILLISECONDS);
    return this.thread;
  }

  private ask(question: object, milliseconds: number): Answer {
    const { port, flag } = this.thread!;
    Atomics.store(flag, 0, 0);
    port.postMessage(question);
    if (Atomics.wait(flag, 0, 0, milliseconds) === 'timed-out') {
      this.close();
      return { fault: `it took more than ${milliseconds} ms or ${EVALUATION_LIMITS.megabytes} MB`, timedOut: true };
    }
    return (receiveMessageOnPort(port)?.message ?? { fault: 'it gave no answer' }) as Answer;
  }
}
