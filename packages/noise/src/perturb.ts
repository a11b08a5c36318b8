import {
  add,
  div,
  mul,
  sqrt,
  square,
  sub,
  tensor4d,
  type Rank,
  type Tensor4D,
} from '@tensorflow/tfjs-core'
import { type Batch, fail, type Random, randomNormal, type Rule } from '@spad/core'

/** A tensor of the batch that noise can act on. */
export type Noisy = 'image' | 'state'

/** Some of them; the list comes without repeats. */
export function someNoisy(): Rule<readonly Noisy[]> {
  return {
    words: "a list of 'image', 'state' or both",
    check: (on, _, where) => {
      const names = (Array.isArray(on) ? on : [on]) as unknown[]
      for (const name of names)
        if (name !== 'image' && name !== 'state')
          fail(where, `\`on\` holds ${JSON.stringify(name)}: it must be of 'image' and 'state'.`)
      if (names.length === 0) fail(where, "`on` is empty: it must hold 'image', 'state' or both.")
      return [...new Set(names as Noisy[])]
    },
  }
}

/** Replaces the tensors named in `on` by what `change` makes of them; each has its own numbers. */
export function changeOn(
  batch: Batch,
  on: readonly Noisy[],
  random: Random,
  change: (values: Tensor4D, random: Random) => Tensor4D,
): Batch {
  const changed = on.map((name) => {
    const values = batch[name]
    if (values === undefined)
      return fail(
        'noise',
        `\`on\` holds '${name}', but the batch has none: put \`maskDiffusion\` first.`,
      )
    return [name, change(values, random.fork(name))] as const
  })
  return { ...batch, ...Object.fromEntries(changed) }
}

/**
 * `√(1 − s²) v + s ε`, `ε ~ N(0, 1)`: noise that keeps unit variance.
 *
 * @param strength `s ∈ [0, 1]` per pixel, `[batch, height, width, 1]`.
 */
export function perturb(values: Tensor4D, strength: Tensor4D, random: Random): Tensor4D {
  const noise = randomNormal<Rank.R4>(values.shape, random)
  return add(mul(sqrt(sub(1, square(strength))), values), mul(strength, noise))
}

/** `(v + s ε) / √(1 + s²)`: noise of any strength `s ≥ 0` that keeps unit variance. */
export function addNoise(values: Tensor4D, strength: Tensor4D, random: Random): Tensor4D {
  const noise = randomNormal<Rank.R4>(values.shape, random)
  return div(add(values, mul(strength, noise)), sqrt(add(1, square(strength))))
}

/** `scale · u`, `u ~ U(0, 1)` for each sample: `[batch, 1, 1, 1]`. */
export function strengthPerSample(batch: Batch, scale: number, random: Random): Tensor4D {
  const samples = batch.image.shape[0]
  const values = Float32Array.from({ length: samples }, () => scale * random.uniform())
  return tensor4d(values, [samples, 1, 1, 1])
}
