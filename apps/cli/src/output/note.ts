/** A remark for people, on standard error. */
export function note(message: string): void {
  process.stderr.write(`${message}\n`);
}
