import { relative } from 'node:path'

/** A path as the user would write it. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short !== '' && !short.startsWith('..') ? short : path
}
