import { extname } from 'node:path'

/**
 * The file that a thread starts with, which lies beside this one in the sources and in the build.
 *
 * @param name Without the ending.
 */
export function threadFile(name: string): URL {
  return new URL(`./${name}${extname(import.meta.url)}`, import.meta.url)
}
