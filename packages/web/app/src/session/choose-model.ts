import { fittingModels, unlike } from '../fit.js'
import type { ModelEntry } from '../model-list.js'
import type { Picture } from '../picture.js'
import { picturesRefused } from '../takes.js'
import type { Session } from './session.js'
import type { Notice } from './state.js'

/**
 * Chooses the model whose training images looked like the picture, and says so; where several fit, or none,
 * the visitor is asked.
 */
export function chooseModel(session: Session, picture: Picture): void {
  const { model, models, notice } = session
  const [now, fitting] = [model.value, fittingModels(models, picture)]
  if (fitting.includes(now)) return
  const [first, ...more] = fitting
  const name = `“${picture.name}”`
  if (first) {
    model.value = first
    const others = more.length > 0 ? ' Others fit as well:' : ''
    const text = `${name} looks like what “${first.title}” was trained on, so it answers.${others}`
    notice.value = asking(session, picture, text, more)
    return
  }
  // what it cannot take at all is told when it is asked
  if (picturesRefused(now, picture) !== undefined) return
  const reasons = unlike(now, picture)
  const why = reasons ? `: ${reasons.join('; ')}` : ''
  notice.value = asking(
    session,
    picture,
    `No model here is known to fit ${name}. “${now.title}” answers, and its mask may mean nothing${why}. Is it one of these?`,
    models.filter((one) => one !== now && (one.kind === 'real' || one.kind === 'yours')),
  )
}

function asking(
  { model }: Session,
  about: Picture,
  text: string,
  offered: readonly ModelEntry[],
): Notice {
  const answers = offered.map((one) => ({
    label: one.title,
    act: () => void (model.value = one),
  }))
  return { kind: 'ask', text, about, answers }
}
