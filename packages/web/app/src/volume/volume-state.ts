import { batch, computed, type ReadonlySignal, signal, type Signal } from '@preact/signals-core'
import {
  type NamedFile,
  oneChannel,
  planeOf,
  type Scan,
  type SliceAxis,
  type Slicing,
  slicingOf,
  type ValueRange,
  valueRange,
  type Window,
} from '@spad/core'
import type { VolumeSegmentation } from '@spad/web'
import type { ModelEntry } from '../model-list.js'

/** A scan that can be opened. */
export interface ScanChoice {
  readonly name: string
  /** `dicom`, `nifti`, … */
  readonly format: string
  /** None where the scan was made here. */
  readonly files: readonly NamedFile[]
  readonly read: () => Promise<Scan>
}

export interface OpenScan extends Omit<ScanChoice, 'read'> {
  readonly scan: Scan
}

export interface VolumeAnswer {
  readonly of: OpenScan
  readonly model: ModelEntry
  readonly found: VolumeSegmentation
}

/** What the volume view remembers. */
export interface VolumeState {
  /** More than one where a folder held several series. */
  readonly choices: Signal<readonly ScanChoice[]>
  readonly open: Signal<OpenScan | undefined>
  /** Which of several channels is looked at, such as a time, from 0. */
  readonly channel: Signal<number>
  /** That channel. */
  readonly shown: ReadonlySignal<Scan | undefined>
  readonly axis: Signal<SliceAxis>
  readonly slice: Signal<number>
  readonly window: Signal<Window>
  readonly answer: Signal<VolumeAnswer | undefined>
  readonly reading: Signal<boolean>
}

export function createVolumeState(): VolumeState {
  const open = signal<OpenScan | undefined>(undefined)
  const channel = signal(0)
  return {
    choices: signal<readonly ScanChoice[]>([]),
    ...{ open, channel },
    shown: computed(() => open.value && oneChannel(open.value.scan, channel.value)),
    axis: signal<SliceAxis>('axial'),
    slice: signal(0),
    window: signal<Window>({ center: 0.5, width: 1 }),
    answer: signal<VolumeAnswer | undefined>(undefined),
    reading: signal(false),
  }
}

/** Shows a scan from its middle, as it was taken, and of several channels the first. */
export function showScan(state: VolumeState, open: OpenScan): void {
  const { grid } = open.scan
  batch(() => {
    state.channel.value = 0
    state.open.value = open
    lookFromMiddle(state, slicingOf(grid, planeOf(grid)))
  })
}

/** Shows slices along another axis from their middle; of those that are shown the same one. */
export function showAxis(state: VolumeState, slicing: Slicing): void {
  if (slicing.axis !== state.axis.value) lookFromMiddle(state, slicing)
}

function lookFromMiddle(state: VolumeState, { axis, slices }: Slicing): void {
  batch(() => {
    state.axis.value = axis
    state.slice.value = Math.floor(slices / 2)
  })
}

/** Shows what was just opened, or another channel, through the window that the model will look through. */
export function lookAnew(state: VolumeState): void {
  const shown = state.shown.value
  if (!shown) return
  batch(() => {
    state.window.value = windowOf(shown)
    state.answer.value = undefined
  })
}

/** What becomes black and white where nobody has chosen. */
export function windowOf(scan: Scan): Window {
  return windowOfRange(valueRange(scan))
}

/** What becomes black at the one end and white at the other. */
export function windowOfRange({ low, high }: ValueRange): Window {
  return { center: (low + high) / 2, width: Math.max(high - low, 1e-6) }
}
