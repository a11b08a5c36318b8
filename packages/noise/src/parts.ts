import { type DefinedTable, type Noise, partTable } from '@spad/core'
import { categoricalDiffusion } from './categorical-diffusion.js'
import { disagreement } from './disagreement.js'
import { imageNoises } from './image-noise-parts.js'
import { maskDiffusion } from './mask-diffusion.js'

/** Each noise of this package by the `type` of its description. */
export const noiseParts: DefinedTable<Noise> = /* @__PURE__ */ partTable<Noise>([
  ...imageNoises,
  ...[maskDiffusion, categoricalDiffusion, disagreement],
])
