import { type Rule, ruleFor } from '../contracts/rule.js'

/** The smallest and the largest of something. */
export function aRange(words: string, least: number): Rule<readonly [number, number]> {
  return ruleFor(`the smallest and the largest ${words}`, (value) => {
    const [from, to, ...more] = Array.isArray(value) ? (value as unknown[]) : []
    const both = [from, to].every((end) => Number.isFinite(end)) && more.length === 0
    return both && (from as number) >= least && (to as number) >= (from as number)
  })
}
