import { checkNumber, type Random, randomNormal } from '@spad/core'
import {
  mul,
  ones,
  type Rank,
  type ShapeMap,
  type Tensor,
  tidy,
  variable,
  type Variable,
  zeros,
} from '@tensorflow/tfjs-core'

/** Makes a network's variables, names them by their place in it, and keeps the list. */
export interface Weights {
  /**
   * A part's own corner: names in it get the prefix `name/`.
   *
   * @param level How often height and width are halved there. @default this corner's
   */
  at(name: string, level?: number): Weights
  /**
   * He et al. 2015: normal numbers of variance `gain² / fan-in`; the last axis is the output's.
   * It is used once per pixel of this corner's level, or once per image.
   */
  kernel<R extends Rank>(name: string, shape: ShapeMap[R], options?: KernelOptions): Variable<R>
  ones<R extends Rank>(name: string, shape: ShapeMap[R]): Variable<R>
  zeros<R extends Rank>(name: string, shape: ShapeMap[R]): Variable<R>
  /** Reports multiply-adds besides those of the kernels, for a number of pixels at this level. */
  work(multiplyAdds: (pixels: number) => number): void
}

export interface KernelOptions {
  /** 0 starts with zeros; √2 suits a ReLU after it. @default √2 */
  readonly gain?: number
  /** Whether it is used once per image instead of once per pixel. @default false */
  readonly perImage?: boolean
}

/** What a part of a network takes: its weights and its multiply-adds. */
export interface Cost {
  /** The full name of the part. */
  readonly name: string
  readonly parameters: number
  multiplyAdds(height: number, width: number): number
}

/** Thirty times the largest preset: what a file may ask for, and a machine still holds. */
const MOST_NUMBERS = 2 ** 26

/**
 * Makes real variables; `random` seeds each kernel by its full name.
 *
 * @throws SpadError if there are far too many; those made before are in `variables`.
 */
export function createWeights(random: Random): Weights & { variables: Record<string, Variable> } {
  const variables: Record<string, Variable> = {}
  let numbers = 0
  const make = <T>(shape: readonly number[], fill: () => T): T => {
    numbers += product(shape)
    checkNumber('models', 'weights of the network', numbers, { max: MOST_NUMBERS })
    return fill()
  }
  const keep = <R extends Rank>(name: string, initial: Tensor<R>): Variable<R> => {
    const made = variable<R>(initial)
    initial.dispose()
    variables[name] = made
    return made
  }
  const corner = (prefix: string): Weights => ({
    at: (name) => corner(`${prefix}${name}/`),
    kernel: <R extends Rank>(
      name: string,
      shape: ShapeMap[R],
      { gain = Math.SQRT2 }: KernelOptions = {},
    ) => {
      if (gain === 0)
        return keep<R>(
          prefix + name,
          make(shape, () => zeros(shape)),
        )
      const fanIn = product(shape.slice(0, -1))
      const drawn = random.fork(prefix + name)
      const initial = make(shape, () =>
        tidy((): Tensor<R> => mul(randomNormal(shape, drawn), gain / Math.sqrt(fanIn))),
      )
      return keep(prefix + name, initial)
    },
    ones: (name, shape) =>
      keep(
        prefix + name,
        make(shape, () => ones(shape)),
      ),
    zeros: (name, shape) =>
      keep(
        prefix + name,
        make(shape, () => zeros(shape)),
      ),
    work: () => undefined,
  })
  return { ...corner(''), variables }
}

/** Stands for a variable that is counted only. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const COUNTED = Object.create(null) as Variable<any>

/** Makes no variables and counts: a network built on it cannot be run. */
export function countWeights(): Weights & { costs: Cost[] } {
  const costs: Cost[] = []
  const corner = (prefix: string, level: number): Weights => {
    const count = (name: string, shape: readonly number[], each: (pixels: number) => number) => {
      costs.push({
        name: prefix + name,
        parameters: product(shape),
        multiplyAdds: (height, width) => each((height * width) / 4 ** level),
      })
      return COUNTED
    }
    return {
      at: (name, deeper = level) => corner(`${prefix}${name}/`, deeper),
      kernel: (name, shape, { perImage = false } = {}) =>
        count(name, shape, (pixels) => product(shape) * (perImage ? 1 : pixels)),
      ones: (name, shape) => count(name, shape, () => 0),
      zeros: (name, shape) => count(name, shape, () => 0),
      work: (each) => {
        count('work', [0], each)
      },
    }
  }
  return { ...corner('', 0), costs }
}

function product(shape: readonly number[]): number {
  return shape.reduce((total, side) => total * side, 1)
}
