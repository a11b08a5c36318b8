import { channelCount, wordsOf } from '@spad/core'
import type { Session } from '../session/session.js'
import { findChoices } from './open-scans.js'
import { type ScanChoice, showScan, type VolumeState } from './volume-state.js'

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

/** Segments the open scan along the shown axis, through the shown window. */
export function segmentOpen(session: Session, state: VolumeState): Promise<void> {
  const [of, shown] = [state.open.value, state.shown.value]
  if (!of || !shown) return Promise.resolve()
  const model = session.model.value
  // a network of as many channels takes them all; one of 3 may be of colours
  const all = model.channels !== 3 && model.channels === channelCount(of.scan)
  const scan = all ? of.scan : shown
  const options = { axis: state.axis.value, window: state.window.value }
  return session.work(async (segmenter, signal, tell) => {
    const found = await segmenter.segmentVolume(scan, {
      ...options,
      signal,
      onProgress: (done, all) => {
        tell(done / all)
      },
    })
    if (state.shown.value === shown) state.answer.value = { of, model, found }
  })
}
