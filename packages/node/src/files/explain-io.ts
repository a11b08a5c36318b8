import { SpadError } from '@spad/core'

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no space left on that device. Free some',
  EDQUOT: 'your disk quota is used up. Free some space',
  EFBIG: 'the file would be larger than the system allows. Raise the limit',
  EACCES: 'this user may not do that there. Change the permissions or choose another folder',
  EPERM: 'the system does not permit that there. Choose another folder',
  EROFS: 'that file system is read-only. Choose another folder',
  ENOTDIR: 'a part of that path is a file, not a folder. Choose another folder',
  EISDIR: 'that is a folder, not a file. Choose another name',
  EEXIST: 'a file of that name is in the way. Choose another name or move it',
  ENOENT: 'there is no such file or folder. Check the path',
  ENAMETOOLONG: 'that name is longer than the file system allows. Choose a shorter one',
  EBUSY: 'something else holds that. Let go of it or choose another place',
  EMFILE: 'too many files are open. Raise the limit (ulimit -n)',
  EIO: 'the device reports an error. Check the disk',
}

/** The system's code of a file error, such as `ENOSPC`, if it is one. */
export function ioCode(error: unknown): string | undefined {
  // an error of ours has a code too, and words already
  if (!(error instanceof Error) || error instanceof SpadError || !('code' in error))
    return undefined
  return typeof error.code === 'string' && error.code in REASONS ? error.code : undefined
}

/** Whether an error, explained or not, says that there is no such file. */
export function isAbsent(error: unknown): boolean {
  const code = error instanceof SpadError ? error.code : ioCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/**
 * Turns a file system's error into one that a user can mend; any other error is returned as it is.
 *
 * @param what What could not be done, such as `written`.
 */
export function explainIo(error: unknown, path: string, what: string): unknown {
  if (path.includes('\0') && !(error instanceof SpadError))
    return new SpadError(
      'node',
      `${JSON.stringify(path)} could not be ${what}: no name of a file holds the character 0. Check it.`,
      { cause: error },
    )
  const code = ioCode(error)
  // one that is explained already has a code too, and says more
  if (code === undefined || error instanceof SpadError) return error
  const problem = `\`${path}\` could not be ${what}: ${REASONS[code] ?? code} (${code}).`
  return new SpadError('node', problem, { cause: error, code })
}

/** Runs file work and explains what goes wrong in it. */
export async function explained<T>(path: string, what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw explainIo(error, path, what)
  }
}
