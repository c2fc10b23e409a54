import { InputError } from '../bits/errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder, not a file',
  EEXIST: 'there is a file of that name already',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
  EIO: 'the device reports an error',
};

/** The errno name of a failed file operation (`ENOENT`), or undefined if `error` is something else. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return error.code;
}

/**
 * Turns a failed file operation into one line for people: "cannot <verb> <path>: <reason>". Anything that is no file
 * error is returned as it is.
 */
export function diskError(error: unknown, verb: string, path: string): unknown {
  const errno = errnoOf(error);
  if (errno === undefined || !/^E[A-Z0-9]+$/.test(errno)) return error;
  return new InputError(`cannot ${verb} ${path}: ${REASONS[errno] ?? errno}`);
}

/** Runs `operation`; a file error leaves as the {@link InputError} of {@link diskError}. */
export function onDisk<T>(verb: string, path: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw diskError(error, verb, path);
  }
}
