import type { ReadFile, SavedFile } from '../../src/index.js'

/** Reads from memory, as from a folder: an unknown name is an error. */
export function readFrom(files: readonly SavedFile[]): ReadFile {
  return (name) => {
    const file = files.find((file) => file.name === name)
    return file ? Promise.resolve(file.data) : Promise.reject(new Error('no such file'))
  }
}

/** The same files, one of them changed. */
export function change(
  files: readonly SavedFile[],
  name: string,
  edit: (data: Uint8Array) => Uint8Array,
): SavedFile[] {
  return files.map((file) => (file.name === name ? { name, data: edit(file.data.slice()) } : file))
}

/** Edits a file as text. */
export function editText(edit: (text: string) => string): (data: Uint8Array) => Uint8Array {
  return (data) => new TextEncoder().encode(edit(new TextDecoder().decode(data)))
}
