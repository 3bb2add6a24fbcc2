/**
 * Has Postgres answer a statement while this process works. Both are waited for, whatever becomes of the other: a connection takes one
 * statement at a time, and nothing of a run that fails may go on behind it.
 * @param statement already sent
 * @throws what the work threw, else what the statement did
 */
export async function beside<Answer, Result>(
  statement: Promise<Answer>,
  work: () => Promise<Result> | Result,
): Promise<[Answer, Result]> {
  const [done, answered] = await Promise.allSettled([(async () => work())(), statement]);
  if (done.status === 'rejected') throw done.reason;
  if (answered.status === 'rejected') throw answered.reason;
  return [answered.value, done.value];
}
