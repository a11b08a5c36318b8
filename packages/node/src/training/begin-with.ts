import { amount, fail, type Model, readVariables, type TensorData } from '@spad/core'
import { channelNames } from '@spad/models'
import { tensor } from '@tensorflow/tfjs-core'
import { loadModelFrom } from '../run/model-files.js'
import type { TrainingParts } from '../config/training-parts.js'
import { shownPath } from '../support/shown-path.js'

/**
 * Gives a new model the weights of a trained one, where name and shape agree: other classes have a new
 * last layer, other channels a new first one.
 *
 * @returns A line that says what was taken, and what begins anew.
 * @throws SpadError if fewer than half of the weights fit.
 */
export async function beginWith(
  { denoiser }: Model,
  place: string,
  parts: TrainingParts,
): Promise<string> {
  const { model, dir, metadata } = await loadModelFrom(place, { parts })
  const names = channelNames(metadata, model)
  let saved: Record<string, TensorData>
  try {
    saved = await readVariables(model.denoiser.variables)
  } finally {
    model.denoiser.dispose()
  }
  const all = Object.entries(denoiser.variables)
  const fresh: string[] = []
  for (const [name, variable] of all) {
    const found = Object.hasOwn(saved, name) ? saved[name] : undefined
    if (found?.shape.join() !== variable.shape.join()) {
      fresh.push(name)
      continue
    }
    const value = tensor(found.data, [...found.shape])
    variable.assign(value)
    value.dispose()
  }
  const taken = `${all.length - fresh.length} of ${amount(all.length, 'weight')}`
  if (fresh.length > all.length / 2)
    fail(
      'node',
      `\`init\` is ${shownPath(dir)}: ${taken} fit this network, and half have to. Take the preset ` +
        'and the kind of network that it was trained with.',
    )
  const anew = fresh.length > 0 ? `; anew: ${fresh.join(', ')}` : ''
  const channels = names.length > 0 ? `; its channels were ${names.join(', ')}` : ''
  return `Begins with ${taken} of ${shownPath(dir)}${anew}${channels}\n`
}
