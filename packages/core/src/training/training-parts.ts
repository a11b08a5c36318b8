import { type DefinedTable, partTable } from '../contracts/part-table.js'
import { type LearningRateSchedule, oneCycle } from './learning-rate.js'
import { diceCrossEntropy, type Loss } from './losses.js'
import { adamWPart, type MakeOptimizer } from './optimizer.js'

/** Each loss by the `type` of its description. */
export const lossParts: DefinedTable<Loss> = /* @__PURE__ */ partTable<Loss>([diceCrossEntropy])

/** Each learning rate by the `type` of its description. */
export const learningRateParts: DefinedTable<LearningRateSchedule> =
  /* @__PURE__ */ partTable<LearningRateSchedule>([oneCycle])

/** Each optimiser by the `type` of its description. */
export const optimizerParts: DefinedTable<MakeOptimizer> = /* @__PURE__ */ partTable<MakeOptimizer>(
  [adamWPart],
)
