import { effect } from '@preact/signals-core'
import { type LabelMap, wordsOf } from '@spad/core'
import type { ModelEntry } from '../model-list.js'
import type { Picture } from '../picture.js'
import { answer } from './answer.js'
import { forget, learn } from './learning.js'
import { oneAtATime } from './one-at-a-time.js'
import { createState, type Settings, shownLabels, type State } from './state.js'

/** What the page remembers, and what a visitor can do to it. */
export interface Session extends State {
  readonly models: readonly ModelEntry[]
  /** The shown labels with what was painted over them. */
  labels(): LabelMap | undefined
  /** Ends what is being done. */
  stop(): void
  /** Trains the model on the shown mask. */
  learn(): Promise<void>
  /** Forgets what was learnt. */
  forget(): Promise<void>
}

/** Starts the page's session; from then on every change of its settings makes a new mask. */
export function startSession(
  models: readonly ModelEntry[],
  model: ModelEntry,
  picture: Picture,
): Session {
  const state = createState(picture, model)
  const tasks = oneAtATime(
    () => (state.activity.value = { kind: 'idle' }),
    (error) => (state.notice.value = { kind: 'error', text: wordsOf(error) }),
  )
  afterChange(state, () => tasks.do((ending) => answer(state, ending)))
  return {
    ...state,
    models,
    labels: () => shownLabels(state),
    stop: () => {
      tasks.stop()
    },
    learn: () => tasks.do((ending) => learn(state, ending)),
    forget: () => tasks.do((ending) => forget(state, ending)),
  }
}

/** Acts at once, and soon after a setting has changed, once for several changes. */
function afterChange(settings: Settings, act: () => Promise<void>): void {
  const { picture, model, backend, steps, ensemble, seed } = settings
  const read = (): unknown[] =>
    [picture, model, backend, steps, ensemble, seed].map((each) => each.value)
  let wait = 0
  effect(() => {
    read()
    const soon = setTimeout(() => void act(), wait)
    wait = 60
    return () => {
      clearTimeout(soon)
    }
  })
}
