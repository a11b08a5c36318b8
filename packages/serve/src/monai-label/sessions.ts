import { randomUUID } from 'node:crypto'
import type { NamedFile } from '@spad/core'
import { refuse } from '../http-error.js'

/** Images that clients sent before they ask for their segmentation; they are held in memory alone. */
export interface Sessions {
  /** Keeps an image's files, under a name of its own unless one is given. */
  add(files: readonly NamedFile[], id?: string): string
  /** Nothing if it is not there. */
  find(id: string): readonly NamedFile[] | undefined
  /** @throws HttpError 404 if it is not there, or had to give way to others. */
  get(id: string): readonly NamedFile[]
  /** @throws HttpError 404 if it is not there. */
  remove(id: string): void
}

/** @param most The bytes of all together: where more would come, those that were not asked for longest go. */
export function sessionsOf(most: number): Sessions {
  const held = new Map<string, readonly NamedFile[]>()
  const missing = (): never =>
    refuse(404, 'there is no such image, or it had to give way to others: send it again.')
  const used = (): number => [...held.values()].reduce((sum, files) => sum + sizeOf(files), 0)
  const find = (id: string): readonly NamedFile[] | undefined => {
    const files = held.get(id)
    if (!files) return undefined
    // asked for last, it goes last
    held.delete(id)
    held.set(id, files)
    return files
  }
  return {
    add(files, id = randomUUID()) {
      held.delete(id)
      if (sizeOf(files) > most) refuse(413, `the image is larger than the ${most} bytes for all.`)
      for (const oldest of held.keys()) {
        if (used() + sizeOf(files) <= most) break
        held.delete(oldest)
      }
      held.set(id, files)
      return id
    },
    find,
    get: (id) => find(id) ?? missing(),
    remove(id) {
      if (!held.delete(id)) missing()
    },
  }
}

function sizeOf(files: readonly NamedFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes.length, 0)
}
