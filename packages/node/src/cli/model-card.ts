import { windowPerChannel } from '@spad/core'
import { channelNames, type ModelMetadata } from '@spad/models'
import { stringify } from 'yaml'
import type { LoadedModel } from '../run/model-files.js'

/** What a model is and where it comes from, as text. */
export function modelCard(loaded: LoadedModel): string {
  const { model, metadata, dir } = loaded
  const { denoiser, preprocessing, classes } = model
  const names = channelNames(metadata, model)
  const sizes = Object.values(denoiser.variables).map(({ size }) => size)
  const facts = {
    model: dir,
    parameters: sizes.reduce((sum, size) => sum + size, 0),
    input:
      `${preprocessing.height} x ${preprocessing.width} pixels (height x width), ` +
      kindOf(names.length, preprocessing.channels),
    ...(names.length > 0 && { channels: throughWindows(names, metadata) }),
    classes: classes.map(({ name, value }) => `${value} ${name}`),
    ...metadata,
  }
  return stringify(facts)
}

function kindOf(named: number, channels: number): string {
  if (named > 0) return `${named} channels`
  return channels === 1 ? 'grey' : 'colour'
}

/** Each channel, and the window that it is looked at through, where there is one. */
function throughWindows(names: readonly string[], { prepare }: ModelMetadata): string[] {
  const { window, type = 'slices' } = prepare ?? {}
  if (window === undefined || type !== 'slices') return [...names]
  const windows = windowPerChannel(window, names.length, names)
  return names.map((name, i) => {
    const one = windows[i]
    return `${name} (${one ? `window ${one.center}, ${one.width}` : 'by modality'})`
  })
}
