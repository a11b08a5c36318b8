import { createHash } from 'node:crypto'
import type { Sample } from '@spad/core'
import { few } from './problems.js'

/** Finds cases whose images are the same, pixel by pixel. */
export interface DuplicateMeter {
  readonly add: (sample: Sample) => void
  /** Sentences on those that are there twice. */
  readonly result: () => string[]
}

/** Starts a {@link DuplicateMeter}; it keeps a digest a case. */
export function duplicateMeter(): DuplicateMeter {
  const images = new Map<string, string[]>()
  return {
    add({ name, image: { data, height, width } }) {
      const hash = createHash('sha1').update(`${height} ${width} `)
      const digest = hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
      const key = digest.digest('base64')
      images.set(key, [...(images.get(key) ?? []), name].sort())
    },
    result() {
      const twice = [...images.values()].filter(({ length }) => length > 1)
      if (twice.length === 0) return []
      const shown = few(twice.map((names) => names.join(' = ')))
      return [
        `${twice.length} image${twice.length > 1 ? 's are' : ' is'} there several times, pixel by pixel: ${shown}`,
      ]
    },
  }
}
