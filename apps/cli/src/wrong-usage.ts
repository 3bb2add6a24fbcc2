/** A command line that contradicts itself, or asks for something grave without saying that it is meant. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';

  constructor(
    message: string,
    /** What to type instead. */
    readonly hint: string,
  ) {
    super(message);
  }
}
