import { computed, type ReadonlySignal } from '@preact/signals-core'
import { type ClassOutline, outlines, outlinesOfLabels } from '../contours.js'
import type { Look } from '../look.js'
import type { Plausible } from '../session/state.js'
import type { Session } from '../session/session.js'
import { canvasOf } from './layers.js'

/** What is drawn of the plausible masks. */
export interface PlausibleLayers {
  /** The mask that is scrubbed to; in the band, that of the mean. */
  readonly mask: readonly ClassOutline[]
  readonly band?: HTMLCanvasElement
}

/** Drawn where plausible masks are looked at and there are some of the shown answer. */
export function plausibleLayers(
  { plausible, shown }: Session,
  { view, plausibleAt, plausibleAs }: Look,
): ReadonlySignal<PlausibleLayers | undefined> {
  const current = computed(() =>
    view.value === 'plausible' && plausible.value?.of === shown.value ? plausible.value : undefined,
  )
  const band = computed(() => current.value && bandLayers(current.value))
  return computed(() => {
    const now = current.value
    if (!now || plausibleAs.value === 'band') return band.value
    const labels = now.masks[plausibleAt.value - 1] ?? now.masks[0]
    const classes = now.of.model.classes.length
    return { mask: labels ? outlinesOfLabels(labels, classes) : [] }
  })
}

/** Nested, the innermost strongest: where 50, 80 and 95 % of the masks have their boundary. */
export const bandColours = [
  [0, 0, 0, 0],
  [94, 234, 212, 70],
  [94, 234, 212, 130],
  [94, 234, 212, 205],
] as const

function bandLayers({ band, share }: Plausible): PlausibleLayers {
  const pixels = new ImageData(band.width, band.height)
  band.data.forEach((level, pixel) => {
    pixels.data.set(bandColours[level] ?? bandColours[0], 4 * pixel)
  })
  return { mask: outlines(share), band: canvasOf(pixels) }
}
