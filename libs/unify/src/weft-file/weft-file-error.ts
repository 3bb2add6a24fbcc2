/** One thing that is wrong in a weft.yaml. */
export interface WeftFileFault {
  /** Where: `models.customer.sources["salesforce.Account"].map.name`. */
  readonly path: string;
  /** Line in the file, from 1; 0 when the definition did not come from a file. */
  readonly line: number;
  /** What is wrong and what would be right. */
  readonly message: string;
}

/** A weft.yaml, or a definition of the same form sent to the API, cannot be used; `faults` are all the reasons, by line. */
export class WeftFileError extends Error {
  constructor(
    readonly fileName: string,
    readonly faults: readonly WeftFileFault[],
  ) {
    const lines = [...new Set(faults.map(({ line }) => line).filter((line) => line > 0))];
    const where = lines.length === 0 ? '' : ` (${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')})`;
    super(`${fileName} has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}${where}`);
    this.name = 'WeftFileError';
  }
}
