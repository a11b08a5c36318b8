import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core'
import type { PartConfig } from '@spad/core'
import type { ModelEntry } from '../model-list.js'
import { type NoiseRecipe, noiseRecipe, optionOf, withOptions } from './noise-recipe.js'
import { resetSchedule, scheduleSettings, type ScheduleSettings } from './schedule.js'

/** The recipe, and what a visitor may try instead. */
export interface NoiseChoice {
  readonly recipe: ReadonlySignal<NoiseRecipe>
  readonly schedule: ScheduleSettings
  /** ScD: share of the blocks that are anchors. */
  readonly keep: Signal<number>
  /** BcD: width of the unreliable band in pixels. */
  readonly tau: Signal<number>
  /** BcD: whether the target's boundary is soft. */
  readonly blurTarget: Signal<boolean>
  /** BcD: whether the loss listens less to the boundary. */
  readonly weighLoss: Signal<boolean>
  /** The recipe's noise with all of this. */
  readonly noise: ReadonlySignal<PartConfig>
  /** Puts back what the recipe says. */
  readonly reset: () => void
}

/** Starts with what the model's recipe says. */
export function noiseChoice(model: ReadonlySignal<ModelEntry>): NoiseChoice {
  const recipe = computed(() => noiseRecipe(model.value))
  const schedule = scheduleSettings(recipe.peek())
  const [keep, tau] = [signal(0), signal(0)]
  const [blurTarget, weighLoss] = [signal(false), signal(false)]
  const reset = (): void => {
    const now = recipe.peek()
    batch(() => {
      resetSchedule(schedule, now.schedule)
      keep.value = Number(optionOf(now.noise, 'scd', 'keep') ?? 0)
      tau.value = Number(optionOf(now.noise, 'bcd', 'tau') ?? 1)
      blurTarget.value = optionOf(now.noise, 'bcd', 'blurTarget') === true
      weighLoss.value = optionOf(now.noise, 'bcd', 'weighLoss') === true
    })
  }
  reset()
  const noise = computed(() =>
    withOptions(recipe.value.noise, {
      scd: { keep: keep.value },
      bcd: { tau: tau.value, blurTarget: blurTarget.value, weighLoss: weighLoss.value },
    }),
  )
  return { recipe, schedule, keep, tau, blurTarget, weighLoss, noise, reset }
}
