import { relative } from 'node:path'
import { isS3 } from '../s3/address.js'

/** A path as the user would write it. */
export function shownPath(path: string): string {
  if (isS3(path)) return path
  const short = relative(process.cwd(), path)
  return short !== '' && !short.startsWith('..') ? short : path
}
