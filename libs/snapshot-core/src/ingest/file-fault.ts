const KNOWN: Readonly<Record<string, string>> = {
  EACCES: 'it may not be read by this user',
  EEXIST: 'it is a file, not a directory',
  EISDIR: 'it is a directory',
  ENOENT: 'there is no such file or directory',
  ENOTDIR: 'it, or a part of its path, is a file, not a directory',
};

/** What the system says against a path, in words for users. */
export function fileFault(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return KNOWN[code ?? ''] ?? message;
}
