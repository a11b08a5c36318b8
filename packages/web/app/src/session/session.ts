import { effect } from '@preact/signals-core'
import { type LabelMap, wordsOf } from '@spad/core'
import type { Segmenter } from '@spad/web'
import type { ModelEntry } from '../model-list.js'
import type { Picture } from '../picture.js'
import { answer, ready } from './answer.js'
import { holdsCorrections } from './corrections.js'
import { forget, learn, relearn } from './learning.js'
import { oneAtATime } from './one-at-a-time.js'
import { refusesPicture } from './refuse.js'
import { drawPlausible } from './plausible.js'
import { createState, type Settings, shownLabels, type State } from './state.js'

/** What the page remembers, and what a visitor can do to it. */
export interface Session extends State {
  readonly models: readonly ModelEntry[]
  /** The shown labels with what was painted over them. */
  labels(): LabelMap | undefined
  /** Ends what is being done. */
  stop(): void
  /** Does something with the chosen model, told by `tell` how much of it is done, and ends what is being done. */
  work(act: Work): Promise<void>
  /** Trains the model on the shown mask. */
  learn(): Promise<void>
  /** Forgets what was learnt. */
  forget(): Promise<void>
}

export type Work = (
  segmenter: Segmenter,
  signal: AbortSignal,
  tell: (share: number) => void,
) => Promise<void>

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
  afterChange(state, () =>
    tasks.yielding(async (ending) => {
      if (!refusesPicture(state, models)) await answer(state, ending)
    }),
  )
  offerToRelearn(state, () => tasks.do((ending) => relearn(state, ending)))
  // beside every new answer, and beside the shown one once they are asked for
  effect(() => {
    const idle = state.activity.value.kind === 'idle'
    const lacking = state.shown.value !== state.plausible.value?.of
    if (idle && lacking && state.wantsPlausible.value)
      void tasks.do((ending) => drawPlausible(state, ending))
  })
  addEventListener('beforeunload', (event) => {
    if (holdsCorrections(state)) event.preventDefault()
  })
  return {
    ...state,
    models,
    labels: () => shownLabels(state),
    stop: () => {
      tasks.stop()
    },
    work: (act) =>
      tasks.insist(async (ending) => {
        const { segmenter } = await ready(state, ending)
        const tell = (share: number): void => {
          if (!ending.aborted) state.activity.value = { kind: 'segmenting', share }
        }
        tell(0)
        await act(segmenter, ending, tell)
      }),
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

/** A model that was loaded anew has learnt nothing yet: says so, and what can be done about it. */
function offerToRelearn({ loaded, learnt, notice, taught }: State, act: () => Promise<void>): void {
  effect(() => {
    const entry = loaded.value?.entry
    const count = entry && taught.get(entry.id)?.length
    if (!entry || count === undefined || learnt.peek().length > 0) return
    notice.value = {
      kind: 'ask',
      text: `“${entry.title}” was loaded anew, without what it had learnt from ${count === 1 ? 'one mask' : `${count} masks`} of yours: kept, but not in this model.`,
      answers: [{ label: 'Teach it again', act: () => void act() }],
    }
  })
}
