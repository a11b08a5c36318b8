import { computed, type ReadonlySignal } from '@preact/signals-core'
import type { Look } from '../look.js'
import type { Session } from '../session/session.js'
import { throughWindow } from '../viewer/window.js'
import type { Scene } from './draw.js'
import { plausibleLayers } from './plausible-layers.js'
import { canvasOf, editedOutlines, layersOf, mosaic } from './layers.js'

/** What the stage shows now. */
export function sceneOf(session: Session, look: Look): ReadonlySignal<Scene> {
  const seen = computed(() =>
    canvasOf(throughWindow(session.picture.value.pixels, look.window.value)),
  )
  // an answer to another picture is not drawn over this one
  const fitting = computed(() => {
    const shown = session.shown.value
    return shown?.picture === session.picture.value ? shown : undefined
  })
  const layers = computed(() => fitting.value && layersOf(fitting.value))
  const painted = computed(() => {
    const edits = session.edits.value
    const drawn = session.showPainted.value ? edits : undefined
    return drawn && fitting.value && editedOutlines(fitting.value, drawn)
  })
  const plausible = plausibleLayers(session, look)
  return computed<Scene>(() => {
    const shown = fitting.value
    const ready = layers.value
    const style = {
      classes: session.model.value.classes,
      hidden: look.hidden.value,
      opacity: look.opacity.value,
      divider: look.divider.value,
    }
    if (!shown || !ready) return { ...style, picture: seen.value, mask: [] }
    const common = {
      ...{ ...style, classes: shown.model.classes, picture: seen.value },
      ...(look.truth.value && ready.truth && { truth: ready.truth }),
    }
    if (plausible.value) return { ...common, ...plausible.value }
    const mask = painted.value ?? ready.mask
    if (look.view.value === 'uncertainty')
      return { ...common, mask, uncertainty: ready.uncertainty }
    const time = session.time.value
    if (!shown.state || time === 0) return { ...common, mask }
    const step = shown.state.stepAt(time)
    return {
      ...common,
      mask: step === 0 ? [] : (ready.estimates[step - 1] ?? []),
      noise: {
        canvas: mosaic(shown.state.at(time), shown.model.classes, look.hidden.value),
        share: Math.min(1, time / 0.06),
      },
    }
  })
}
