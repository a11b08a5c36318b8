import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, type ReadFile, type SavedFile } from '@spad/core'

/** More than any file of a model or a checkpoint has. */
const MOST_BYTES = 2 ** 30

/** Reads the files of one folder by their plain names; what is no file, or far too large, is refused. */
export function folderReader(dir: string): ReadFile {
  return async (name) => {
    const path = join(dir, name)
    const file = await open(path, 'r')
    try {
      const found = await file.stat()
      if (!found.isFile()) fail('node', `\`${path}\` is no file: it cannot be part of a model.`)
      if (found.size > MOST_BYTES)
        fail(
          'node',
          `\`${path}\` has ${found.size} bytes: no file of a model has more than ${MOST_BYTES}.`,
        )
      return await file.readFile()
    } finally {
      await file.close()
    }
  }
}

/** Reads as another does, and remembers what it read. */
export function remembering(read: ReadFile, files: Map<string, SavedFile>): ReadFile {
  return async (name) => {
    const data = await read(name)
    files.set(name, { name, data })
    return data
  }
}

/** Reads files that are in memory. */
export function fileReader(files: readonly SavedFile[]): ReadFile {
  return (name) => {
    const found = files.find((file) => file.name === name)
    return found ? Promise.resolve(found.data) : Promise.reject(new Error('there is no such file'))
  }
}
