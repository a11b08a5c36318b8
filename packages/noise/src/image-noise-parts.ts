import { type DefinedTable, type Noise, partTable } from '@spad/core'
import { bcd } from './bcd.js'
import { boundaryWeight } from './boundary-weight.js'
import { cleanSharePart } from './clean-share.js'
import { composePart } from './compose.js'
import { decoysPart } from './decoys.js'
import { gaussian } from './gaussian.js'
import { scd } from './scd.js'

/** All that a denoiser without a state needs. */
export const imageNoises = [
  ...[scd, bcd, boundaryWeight, gaussian],
  ...[composePart, decoysPart, cleanSharePart],
] as const

/** Noises of images by the `type` of their description. */
export const imageNoiseParts: DefinedTable<Noise> = /* @__PURE__ */ partTable<Noise>(imageNoises)
