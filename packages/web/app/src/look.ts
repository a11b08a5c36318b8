import { type Signal, signal } from '@preact/signals-core'
import type { LabelClass } from '@spad/core'

/** How the shown mask is drawn; nothing here changes an answer. */
export interface Look {
  readonly view: Signal<'mask' | 'uncertainty'>
  /** Of the mask's fill, `[0, 1]`. */
  readonly opacity: Signal<number>
  /** Names of the classes that are not drawn. */
  readonly hidden: Signal<ReadonlySet<string>>
  /** The share of the picture, from the left, that is shown without the mask. */
  readonly divider: Signal<number>
  /** Whether a phantom's true boundary is drawn as well. */
  readonly truth: Signal<boolean>
  readonly brush: Brush
}

export interface Brush {
  readonly on: Signal<boolean>
  /** The class that it paints. */
  readonly label: Signal<number>
  /** Its diameter, as a share of the picture's shorter side. */
  readonly size: Signal<number>
}

export function createLook(): Look {
  return {
    view: signal<'mask' | 'uncertainty'>('mask'),
    opacity: signal(0.4),
    hidden: signal<ReadonlySet<string>>(new Set()),
    divider: signal(0),
    truth: signal(false),
    brush: { on: signal(false), label: signal(1), size: signal(0.08) },
  }
}

export function cssColor({ color }: LabelClass, alpha = 1): string {
  return `rgb(${color.join(' ')} / ${alpha})`
}
