import { channelCount, type Scan } from '@spad/core'
import { isColoured } from './coloured.js'
import type { ModelEntry } from './model-list.js'
import type { Picture } from './picture.js'

type Taking = Pick<ModelEntry, 'channels' | 'channelNames' | 'neighbours'>

/** Whether a model's channels are images of their own. */
export function takesSeveral({ channelNames = [] }: Taking): boolean {
  return channelNames.length > 1
}

/** Why a model cannot answer to a picture, whatever it shows; undefined where it can. */
export function picturesRefused(model: Taking, { pixels }: Picture): string | undefined {
  const { channels, channelNames = [], neighbours = 0 } = model
  if (takesSeveral(model))
    return `it takes ${listed(channelNames)} of one patient, an image each. Open them as one volume of ${channels} channels`
  if (neighbours > 1 || (neighbours === 1 && !isColoured(pixels, 0)))
    return `it looks at ${channels} slices beside each other. Open the volume that the picture is of`
  return undefined
}

/** Why a model cannot answer to a scan, whatever it shows; undefined where it can. */
export function scansRefused(model: Taking, scan: Scan): string | undefined {
  const { channelNames = [], neighbours = 0 } = model
  const count = channelCount(scan)
  const has =
    scan.colour === true
      ? 'is in colour'
      : `has ${count === 1 ? 'one channel' : `${count} channels`}`
  if (takesSeveral(model) && (scan.colour === true || count !== channelNames.length))
    return `it takes ${listed(channelNames)}, and the scan ${has}`
  if (neighbours > 0 && scan.colour === true)
    return 'it looks at slices beside each other, and the scan is in colour'
  if (model.channels === 1 && scan.colour === true)
    return 'it takes grey, and the scan is in colour'
  return undefined
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}
