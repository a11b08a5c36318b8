import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReadFile } from '@spad/core'

/** Reads the files of one folder by their plain names. */
export function folderReader(dir: string): ReadFile {
  return (name) => readFile(join(dir, name))
}
