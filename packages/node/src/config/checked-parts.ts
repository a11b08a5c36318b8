import { fail, SpadError, wordsOf } from '@spad/core'
import { dispose, grad, Tensor } from '@tensorflow/tfjs-core'
import type { TrainingParts } from './training-parts.js'

type Kind = keyof TrainingParts
type Part = (...given: unknown[]) => unknown
type Factory = (...given: unknown[]) => object

/** The kinds whose parts are functions, in words. */
const FUNCTIONS: Partial<Record<Kind, string>> = {
  noises: 'a noise is a function from a batch to a batch',
  curves: 'a curve is a function from progress to an intensity',
  progressSchedules: 'a schedule is a function from progress to intensities',
  gradients: 'a way to gradients is a function from a batch to gradients',
  losses: 'a loss is a function from logits, target and weight to a scalar',
  learningRates: 'a learning rate is a function from progress to a number',
  optimizers: 'an optimiser is a function from variables to what moves them',
  augments: 'an augmentation is a function from a sample to a sample',
  datasets: 'a data set is a function that opens it',
}

/** What a part's answer must be, and what it is told otherwise. */
const ANSWERS: Partial<Record<Kind, (answer: unknown) => string | undefined>> = {
  losses: (answer) =>
    answer instanceof Tensor && answer.rank === 0
      ? undefined
      : 'it must be a scalar, a tensor without dimensions, as `tf.mean` gives. `testLoss` of ' +
        '@spad/core/testing checks a loss',
  noises: (answer) =>
    ['image', 'target', 'weight'].every(
      (name) => (answer as Record<string, unknown> | undefined)?.[name] instanceof Tensor,
    )
      ? undefined
      : 'it must be a batch, with the tensors image, target and weight: `{ ...batch, image }`. ' +
        '`testNoise` of @spad/core/testing checks a noise',
}

/**
 * A table of parts from outside, which are held to what their kind is when they are built and, losses and
 * noises, when they answer: nobody has checked their types. What they throw is told as theirs.
 */
export function checkedParts<T extends object>(file: string, kind: Kind, table: T): T {
  const rule = FUNCTIONS[kind]
  if (rule === undefined) return table
  const checked = Object.entries(table as Record<string, Factory>).map(([type, factory]) => {
    const name = `\`${type}\` of \`${kind}\` in ${file}`
    const build = (...given: unknown[]): object => {
      const part: unknown = named(name, factory)(...given)
      if (typeof part !== 'function') return fail('node', `${name} gives ${worded(part)}: ${rule}.`)
      const told = named(name, part as Part)
      const answered = answering(name, told, ANSWERS[kind])
      return kind === 'losses' ? teaching(name, answered) : answered
    }
    return [type, Object.assign(build, factory)]
  })
  return Object.fromEntries(checked) as T
}

function answering(
  name: string,
  part: Part,
  fault: ((answer: unknown) => string | undefined) | undefined,
): Part {
  if (!fault) return part
  const checked: Part = (...given) => {
    const answer = part(...given)
    const wrong = fault(answer)
    return wrong === undefined
      ? answer
      : fail('node', `${name} answers ${worded(answer)}: ${wrong}.`)
  }
  return Object.assign(checked, part)
}

/** A part that says who threw what nobody expected. */
function named(name: string, part: Part): Part {
  const telling: Part = (...given) => {
    try {
      const answer = part(...given)
      return answer instanceof Promise
        ? answer.catch((error: unknown) => tell(name, error, given))
        : answer
    } catch (error) {
      return tell(name, error, given)
    }
  }
  return Object.assign(telling, part)
}

function tell(name: string, error: unknown, given: readonly unknown[]): never {
  // what we say is said, an end that was asked for is none of the part's, nor is a memory that is full
  const stopped = given.some((one) => signalIn(one)?.aborted === true)
  const full = error instanceof Error && error.name === 'RuntimeError'
  if (error instanceof SpadError || full || stopped) throw error
  return fail('node', `${name} throws: ${wordsOf(error)}. Mend it.`, error)
}

function signalIn(given: unknown): AbortSignal | undefined {
  return (given as { readonly signal?: AbortSignal } | null | undefined)?.signal
}

/** A loss that is asked, when it first answers, whether it depends on the logits by ways that can be derived. */
function teaching(name: string, loss: Part): Part {
  let asked = false
  const checked: Part = (...given) => {
    const [logits, ...others] = given
    if (!asked && logits instanceof Tensor) {
      asked = true
      try {
        dispose(grad((x) => loss(x, ...others) as Tensor)(logits))
      } catch (error) {
        if (error instanceof SpadError) throw error
        fail(
          'node',
          `${name} gives no gradient (${wordsOf(error).split('\n').join(' ').replace(/\.$/, '')}): make it of the ` +
            'logits, by operations of tfjs that have one; comparisons and numbers that were read have none. ' +
            '`testLoss` of @spad/core/testing checks a loss.',
          error,
        )
      }
    }
    return loss(...given)
  }
  return Object.assign(checked, loss)
}

function worded(value: unknown): string {
  if (value instanceof Tensor) return `a tensor of shape [${(value as Tensor).shape.join(', ')}]`
  if (value === null || typeof value !== 'object')
    return typeof value === 'function' ? 'a function' : String(value)
  return 'an object'
}
