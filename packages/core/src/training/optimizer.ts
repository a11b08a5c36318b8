import {
  add,
  concat,
  dispose,
  div,
  keep,
  minimum,
  mul,
  type NamedTensorMap,
  type Rank,
  reshape,
  split,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  tensor1d,
  tidy,
  type Variable,
  zeros,
} from '@tensorflow/tfjs-core'
import { definePart, type Given, type Settled } from '../contracts/define-part.js'
import { aNumber } from '../contracts/rule.js'
import { fail } from '../support/errors.js'

const adamWOptions = {
  /** Decay of the weights of rank 2 and more, per unit of learning rate. @default 0.01 */
  weightDecay: { rule: aNumber({ min: 0 }), default: 0.01 },
  /** The gradient is scaled down to this length where it is longer. @default 1 */
  clipNorm: { rule: aNumber({ above: 0 }), default: 1 },
  /** Decay of the gradient's running mean. @default 0.9 */
  beta1: { rule: aNumber({ min: 0, below: 1 }), default: 0.9 },
  /** Decay of the squared gradient's running mean. @default 0.999 */
  beta2: { rule: aNumber({ min: 0, below: 1 }), default: 0.999 },
}

export interface AdamWOptions extends Given<typeof adamWOptions> {}

/** Trains variables; its state is a few flat arrays. */
export interface Optimizer {
  /** One step. `gradients` are by variable name, as `variableGrads` gives them; left alone. */
  apply(gradients: NamedTensorMap, learningRate: number): void
  /** Moves the running average of the weights `1 − decay` of the way; the first call starts it. */
  average(decay: number): void
  /** Puts the averaged weights into the variables (the trained ones if there is no average yet). */
  showAverage(): void
  /** Puts the trained weights back. */
  showTrained(): void
  state(): Promise<Record<string, Float32Array>>
  restore(state: Readonly<Record<string, Float32Array>>, steps: number): void
  dispose(): void
}

/** Starts an optimiser over a network's variables, by name. */
export type MakeOptimizer = (variables: Readonly<Record<string, Variable>>) => Optimizer

const EPSILON = 1e-8

/**
 * AdamW over one flat buffer: a dozen operations a step, however many variables there are.
 *
 * Source: Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", algorithm 2.
 */
export function adamW(
  variables: Readonly<Record<string, Variable>>,
  options: AdamWOptions = {},
): Optimizer {
  return adamWPart(options)(variables)
}

/** The same, by its options alone. */
export const adamWPart = /* @__PURE__ */ definePart({
  where: 'core',
  kind: 'optimizer',
  type: 'adamW',
  options: adamWOptions,
  build:
    (options): MakeOptimizer =>
    (variables) =>
      start(variables, options),
})

function start(
  variables: Readonly<Record<string, Variable>>,
  { weightDecay, clipNorm, beta1, beta2 }: Settled<typeof adamWOptions>,
): Optimizer {
  const list = Object.values(variables)
  const sizes = list.map((variable) => variable.size)
  const length = sizes.reduce((total, size) => total + size, 0)
  const decayed = tensor1d(
    Float32Array.from(list.flatMap((v) => new Array<number>(v.size).fill(v.rank > 1 ? 1 : 0))),
  )
  const flat: Record<string, Tensor1D> = {
    parameters: tidy(() => concatFlat(list)),
    mean: zeros<Rank.R1>([length]),
    variance: zeros<Rank.R1>([length]),
  }
  let steps = 0

  const get = (name: string): Tensor1D => flat[name] ?? fail('core', `no \`${name}\` is kept.`)
  const set = (name: string, value: Tensor1D): void => {
    flat[name]?.dispose()
    flat[name] = keep(value)
  }
  const show = (name: string): void => {
    tidy(() => {
      split(get(name), sizes).forEach((piece, i) => {
        const variable = list[i]
        variable?.assign(reshape(piece, variable.shape))
      })
    })
  }

  return {
    apply(gradients, learningRate) {
      steps++
      tidy(() => {
        const raw = concatFlat(list.map((variable) => gradientOf(variable, gradients)))
        const norm = sqrt(sum(square(raw)))
        const g = mul(raw, minimum(1, div(clipNorm, add(norm, 1e-12))))
        const mean = add<Tensor1D>(mul(get('mean'), beta1), mul(g, 1 - beta1))
        const variance = add<Tensor1D>(mul(get('variance'), beta2), mul(square(g), 1 - beta2))
        const root = add(sqrt(div(variance, 1 - beta2 ** steps)), EPSILON)
        const move = div(mul(mean, learningRate / (1 - beta1 ** steps)), root)
        const kept = sub(1, mul(decayed, learningRate * weightDecay))
        set('parameters', sub<Tensor1D>(mul(get('parameters'), kept), move))
        set('mean', mean)
        set('variance', variance)
      })
      show('parameters')
    },
    average(decay) {
      tidy(() => {
        const now = get('parameters')
        const before = flat.average
        set('average', before ? add(mul(before, decay), mul(now, 1 - decay)) : now.clone())
      })
    },
    showAverage() {
      show(flat.average ? 'average' : 'parameters')
    },
    showTrained() {
      show('parameters')
    },
    async state() {
      const pairs = Object.entries(flat).map(
        async ([name, values]) => [name, Float32Array.from(await values.data())] as const,
      )
      return Object.fromEntries(await Promise.all(pairs))
    },
    restore(state, stepsDone) {
      for (const [name, values] of Object.entries(state)) {
        if (values.length !== length)
          fail(
            'core',
            `\`${name}\` of the saved state holds ${values.length} numbers: this network has ` +
              `${length}. Resume with the configuration that the run was started with.`,
          )
        set(name, tensor1d(values))
      }
      steps = stepsDone
      show('parameters')
    },
    dispose() {
      dispose([decayed, ...Object.values(flat)])
    },
  }
}

function gradientOf(variable: Variable, gradients: NamedTensorMap): Tensor {
  return (
    gradients[variable.name] ??
    fail('core', `no gradient reached \`${variable.name}\`: the loss must depend on it.`)
  )
}

function concatFlat(tensors: readonly Tensor[]): Tensor1D {
  return concat(tensors.map((tensor) => reshape<Rank.R1>(tensor, [tensor.size])))
}
