import type { LabelMap, Sample } from '../contracts/sample.js'

/**
 * An answer with background where it says a class that nobody looked for in the case: whether it is right
 * there, nobody knows, so that it scores nothing.
 */
export function withoutUnknown({ unknown }: Pick<Sample, 'unknown'>, answer: LabelMap): LabelMap {
  if (!unknown || unknown.length === 0) return answer
  return { ...answer, data: answer.data.map((label) => (unknown.includes(label) ? 0 : label)) }
}
