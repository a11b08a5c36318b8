import { type Signal, signal } from '@preact/signals-core'
import type { LabelClass, Window } from '@spad/core'
import { home, type Place } from './viewer/place.js'
import { wholeWindow } from './viewer/window.js'

/** How the shown mask is drawn; nothing here changes an answer. */
export interface Look {
  readonly view: Signal<'mask' | 'uncertainty' | 'plausible'>
  /** Which plausible mask is seen, from 1. */
  readonly plausibleAt: Signal<number>
  readonly plausibleAs: Signal<'each' | 'band'>
  /** Of the mask's fill, `[0, 1]`. */
  readonly opacity: Signal<number>
  /** Names of the classes that are not drawn. */
  readonly hidden: Signal<ReadonlySet<string>>
  /** The share of the picture, from the left, that is shown without the mask. */
  readonly divider: Signal<number>
  /** Whether a phantom's true boundary is drawn as well. */
  readonly truth: Signal<boolean>
  /** What a drag over the picture does while the brush is off. */
  readonly drag: Signal<'uncover' | 'move' | 'window'>
  readonly place: Signal<Place>
  /** The values that are black and white, `[0, 255]`; the network sees the picture as it came. */
  readonly window: Signal<Window>
  readonly brush: Brush
}

export interface Brush {
  readonly on: Signal<boolean>
  /** The class that it paints. */
  readonly label: Signal<number>
  /** Its diameter, as a share of the picture's shorter side. */
  readonly size: Signal<number>
  /** Counts the strokes that became something else, such as a pinch. */
  readonly interrupted: Signal<number>
}

export function createLook(): Look {
  return {
    view: signal<'mask' | 'uncertainty' | 'plausible'>('mask'),
    plausibleAt: signal(1),
    plausibleAs: signal<'each' | 'band'>('each'),
    opacity: signal(0.4),
    hidden: signal<ReadonlySet<string>>(new Set()),
    divider: signal(0),
    truth: signal(false),
    drag: signal<'uncover' | 'move' | 'window'>('uncover'),
    place: signal(home),
    window: signal(wholeWindow),
    brush: { on: signal(false), label: signal(1), size: signal(0.08), interrupted: signal(0) },
  }
}

/** All of the picture, from black to white. */
export function resetView({ place, window }: Look): void {
  place.value = home
  window.value = wholeWindow
}

export function cssColor({ color }: LabelClass, alpha = 1): string {
  return `rgb(${color.join(' ')} / ${alpha})`
}
