import { signal, type Signal } from '@preact/signals-core'
import type { ProgressSchedule } from '@spad/core'
import { cosine, type Curve, linear, pas, sigmoid, step } from '@spad/scheduler'

export type CurveName = 'cosine' | 'linear' | 'sigmoid' | 'step'

/** PaS as it can be set in the page. */
export interface ScheduleSettings {
  readonly curve: Signal<CurveName>
  /** The progress at which ScD is over. */
  readonly scdEnd: Signal<number>
  /** The progress at which BcD is over. */
  readonly bcdEnd: Signal<number>
}

/** The recipe's. */
export function scheduleSettings(): ScheduleSettings {
  return { curve: signal<CurveName>('cosine'), scdEnd: signal(0.25), bcdEnd: signal(0.4) }
}

const curves: Readonly<Record<CurveName, (end: number) => Curve>> = {
  cosine: (end) => cosine({ end }),
  linear: (end) => linear({ end }),
  sigmoid: (end) => sigmoid({ end }),
  step: (end) => step({ at: [end / 2, end] }),
}

export function scheduleOf({ curve, scdEnd, bcdEnd }: ScheduleSettings): ProgressSchedule {
  const shape = curves[curve.value]
  return pas({ scd: shape(scdEnd.value), bcd: shape(bcdEnd.value) })
}
