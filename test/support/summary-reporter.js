import { writeSync } from 'node:fs';

const STANDARD_OUTPUT = 1;

/** Ends the output of a jest run with one line that people and scripts can read: `N passed, M failed`. */
export default class SummaryReporter {
  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = results;
    // A file that does not load has no failed test in it, and is a failure all the same.
    const unloaded = testResults.filter((file) => file.testExecError).length;
    const skipped = numPendingTests + numTodoTests;
    const summary = `${numPassedTests} passed, ${numFailedTests + unloaded} failed${skipped ? `, ${skipped} skipped` : ''}`;
    // At exit, since jest's own summary and the teardown come after all reporters.
    process.once('exit', () => writeSync(STANDARD_OUTPUT, `${summary}\n`));
  }
}
