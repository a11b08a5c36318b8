import type { Model } from '@spad/core'
import type { ModelMetadata } from './read-model.js'

/**
 * What a model's channels are called, where each is an image of its own: a sequence, a time. By what its
 * metadata say, else `channel 0`, `channel 1`, ….
 *
 * @returns `[]` where one picture, grey or in colour, is all that it takes.
 */
export function channelNames(
  { data }: ModelMetadata,
  { preprocessing: { channels } }: Pick<Model, 'preprocessing'>,
): readonly string[] {
  const named: unknown = data?.channels
  if (channels > 1 && isNames(named) && named.length === channels) return named
  return channels === 1 || channels === 3
    ? []
    : Array.from({ length: channels }, (_, i) => `channel ${i}`)
}

function isNames(named: unknown): named is readonly string[] {
  return Array.isArray(named) && named.every((name) => typeof name === 'string')
}
