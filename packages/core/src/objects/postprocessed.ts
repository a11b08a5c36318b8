import type { Postprocessing } from '../contracts/model.js'
import type { LabelMap } from '../contracts/sample.js'
import { applyObjectRules } from './object-rule.js'

/** Labels whose objects follow a model's rules; `minArea` is followed where labels are chosen. */
export function postprocessed(labels: LabelMap, rules?: Postprocessing): LabelMap {
  return rules?.objects ? applyObjectRules(labels, rules.objects) : labels
}
