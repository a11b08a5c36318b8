import { batch } from '@preact/signals-core'
import { planeOf, type Scan, wordsOf } from '@spad/core'
import type { VolumeOptions } from '@spad/web'
import { refusesScan } from '../session/refuse.js'
import type { Session } from '../session/session.js'
import { takesSeveral } from '../takes.js'
import { findChoices } from './open-scans.js'
import {
  type ScanChoice,
  showAxis,
  showScan,
  type VolumeState,
  windowOf,
  windowOfRange,
} from './volume-state.js'

/** Opens the scan that files hold; where there are several, the visitor chooses. */
export function openFiles(
  session: Session,
  state: VolumeState,
  files: readonly File[],
): Promise<void> {
  return reading(session, state, async () => {
    const choices = await findChoices(files)
    state.choices.value = choices
    const [only] = choices
    if (only && choices.length === 1) await show(session, state, only)
  })
}

export function openChoice(
  session: Session,
  state: VolumeState,
  choice: ScanChoice,
): Promise<void> {
  return reading(session, state, () => show(session, state, choice))
}

async function show({ notice }: Session, state: VolumeState, choice: ScanChoice): Promise<void> {
  const { read, ...rest } = choice
  const scan = await read()
  showScan(state, { ...rest, scan })
  if (scan.notes?.length) notice.value = { kind: 'done', text: scan.notes.join(' ') }
}

async function reading(
  { notice }: Session,
  state: VolumeState,
  act: () => Promise<void>,
): Promise<void> {
  state.reading.value = true
  notice.value = undefined
  try {
    await act()
  } catch (error) {
    notice.value = { kind: 'error', text: wordsOf(error) }
  } finally {
    state.reading.value = false
  }
}

/**
 * Segments the open scan along the axis and through the window that the visitor chose, else as the model was
 * trained, which is then shown.
 */
export function segmentOpen(session: Session, state: VolumeState): Promise<void> {
  const [of, shown] = [state.open.value, state.shown.value]
  if (!of || !shown) return Promise.resolve()
  const model = session.model.value
  if (refusesScan(session, session.models, of.scan)) return Promise.resolve()
  // a model of several images takes all of them, another the one that is shown, with its neighbours if it sees them
  const several = takesSeveral(model)
  const chosen = chosenLook(state, shown)
  return session.work(async (segmenter, signal, tell) => {
    const found = await segmenter.segmentVolume(several ? of.scan : shown, {
      ...chosen,
      signal,
      onProgress: (done, all) => {
        tell(done / all)
      },
    })
    if (state.shown.value !== shown) return
    batch(() => {
      state.answer.value = { of, model, found }
      const { axis, window } = chosenLook(state, shown)
      if (axis === undefined) showAxis(state, found.slicing)
      if (window === undefined && !several) state.window.value = windowOfRange(found.range)
    })
  })
}

/** What the visitor has changed of how a scan is first shown. */
function chosenLook(
  { axis: { value: axis }, window: { value: window } }: VolumeState,
  shown: Scan,
): Pick<VolumeOptions, 'axis' | 'window'> {
  const usual = windowOf(shown)
  const sameWindow = window.center === usual.center && window.width === usual.width
  return {
    ...(axis !== planeOf(shown.grid) && { axis }),
    ...(!sameWindow && { window }),
  }
}
