import { fail } from '@spad/core'
import { Tensor } from '@tensorflow/tfjs-core'
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
 * noises, when they answer: nobody has checked their types.
 */
export function checkedParts<T extends object>(file: string, kind: Kind, table: T): T {
  const rule = FUNCTIONS[kind]
  if (rule === undefined) return table
  const checked = Object.entries(table as Record<string, Factory>).map(([type, factory]) => {
    const name = `\`${type}\` of \`${kind}\` in ${file}`
    const build = (...given: unknown[]): object => {
      const part: unknown = factory(...given)
      if (typeof part !== 'function') return fail('node', `${name} gives ${worded(part)}: ${rule}.`)
      return answering(name, part as Part, ANSWERS[kind])
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

function worded(value: unknown): string {
  if (value instanceof Tensor) return `a tensor of shape [${(value as Tensor).shape.join(', ')}]`
  if (value === null || typeof value !== 'object')
    return typeof value === 'function' ? 'a function' : String(value)
  return 'an object'
}
