import { signal, type Signal } from '@preact/signals-core'
import type { PartConfig, ProgressSchedule } from '@spad/core'
import { partBuilder } from '@spad/models'
import type { NoiseRecipe } from './noise-recipe.js'

export type CurveName = 'cosine' | 'linear' | 'sigmoid' | 'step'

/** PaS as it can be set in the page. */
export interface ScheduleSettings {
  /** The recipe's, which all that is not set is taken from. */
  readonly schedule: Signal<PartConfig>
  readonly curve: Signal<CurveName>
  /** The progress at which ScD is over. */
  readonly scdEnd: Signal<number>
  /** The progress at which BcD is over. */
  readonly bcdEnd: Signal<number>
}

/** As the recipe has it. */
export function scheduleSettings({ schedule }: NoiseRecipe): ScheduleSettings {
  const settings = {
    ...{ schedule: signal(schedule), curve: signal<CurveName>('cosine') },
    ...{ scdEnd: signal(1), bcdEnd: signal(1) },
  }
  resetSchedule(settings, schedule)
  return settings
}

/** Takes all that can be set from a schedule. */
export function resetSchedule(settings: ScheduleSettings, schedule: PartConfig): void {
  const { scd, bcd } = curvesOf(schedule)
  settings.schedule.value = schedule
  settings.curve.value = ((scd ?? bcd)?.type as CurveName | undefined) ?? 'cosine'
  settings.scdEnd.value = endOf(scd)
  settings.bcdEnd.value = endOf(bcd)
}

/** The names of the noises whose strength a schedule knows. */
export function scheduled(schedule: PartConfig): string[] {
  return Object.keys(curvesOf(schedule))
}

export function scheduleOf(settings: ScheduleSettings): ProgressSchedule {
  const { schedule, curve, scdEnd, bcdEnd } = settings
  const { scd, bcd, ...others } = curvesOf(schedule.value)
  const curves = {
    ...others,
    ...(scd && { scd: bent(scd, curve.value, scdEnd.value) }),
    ...(bcd && { bcd: bent(bcd, curve.value, bcdEnd.value) }),
  }
  return partBuilder().progressSchedule({ ...schedule.value, curves })
}

/** The same curve with another end, or another curve with its bounds. */
function bent(curve: PartConfig, type: CurveName, end: number): PartConfig {
  if (curve.type === type && endOf(curve) === end) return curve
  const { from, to, start } = curve
  const bounds = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
  if (type === 'step') return { type, ...bounds, at: [end / 2, end] }
  const begin = typeof start === 'number' && start < end ? { start } : {}
  return { type, ...bounds, ...begin, end }
}

function curvesOf(schedule: PartConfig): Readonly<Record<string, PartConfig>> {
  return (schedule.curves ?? {}) as Readonly<Record<string, PartConfig>>
}

/** Where a curve is over. */
function endOf(curve: PartConfig | undefined): number {
  const at = curve?.at
  const last: unknown = Array.isArray(at) ? at.at(-1) : undefined
  return Number(curve?.end ?? last ?? 1)
}
