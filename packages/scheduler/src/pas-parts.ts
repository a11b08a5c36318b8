import { type DefinedTable, partTable, type ProgressSchedule } from '@spad/core'
import { clampPart, delayPart, scalePart, sequencePart } from './combinators.js'
import { constantPart, cosine, type Curve, exponential, linear, sigmoid, step } from './curves.js'
import { pasPart } from './pas.js'

/** Each curve and combinator by the `type` of its description. */
export const curveParts: DefinedTable<Curve> = /* @__PURE__ */ partTable<Curve>([
  ...[linear, cosine, sigmoid, exponential, step, constantPart],
  ...[delayPart, clampPart, scalePart, sequencePart],
])

/** The progress schedules that go by progress alone. */
export const pasParts: DefinedTable<ProgressSchedule> = /* @__PURE__ */ partTable<ProgressSchedule>(
  [pasPart],
  { curve: curveParts },
)
