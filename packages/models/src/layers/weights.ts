import { type Random, randomNormal } from '@spad/core'
import { mul, ones, type Rank, type Tensor, tidy, variable, zeros } from '@tensorflow/tfjs-core'
import type { ShapeMap, Variable } from '@tensorflow/tfjs-core'

/** Makes a network's variables, names them by their place in it, and keeps the list. */
export interface Weights {
  /** A part's own corner: names in it get the prefix `name/`. */
  at(name: string): Weights
  /** He et al. 2015: normal numbers of variance `gain² / fan-in`; the last axis is the output's. */
  kernel<R extends Rank>(name: string, shape: ShapeMap[R], gain?: number): Variable<R>
  ones<R extends Rank>(name: string, shape: ShapeMap[R]): Variable<R>
  zeros<R extends Rank>(name: string, shape: ShapeMap[R]): Variable<R>
  /** All variables made so far, by their full names. */
  readonly variables: Readonly<Record<string, Variable>>
}

/** Starts an empty list; `random` seeds each kernel by its full name. */
export function createWeights(random: Random): Weights {
  const variables: Record<string, Variable> = {}
  const keep = <R extends Rank>(name: string, make: () => Tensor<R>): Variable<R> => {
    const initial = make()
    // a variable shares its initial tensor's data, so that tensor has to go
    const made = variable<R>(initial)
    initial.dispose()
    variables[name] = made
    return made
  }
  const corner = (prefix: string): Weights => ({
    variables,
    at: (name) => corner(`${prefix}${name}/`),
    kernel: (name, shape, gain = Math.SQRT2) =>
      keep(prefix + name, () => {
        const fanIn = shape.slice(0, -1).reduce((product, side) => product * side, 1)
        return tidy(() =>
          mul(randomNormal(shape, random.fork(prefix + name)), gain / Math.sqrt(fanIn)),
        )
      }),
    ones: (name, shape) => keep(prefix + name, () => ones(shape)),
    zeros: (name, shape) => keep(prefix + name, () => zeros(shape)),
  })
  return corner('')
}
