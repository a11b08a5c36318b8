import { fail, type NoiseSchedule, partOf, type Random, type Rule } from '@spad/core'

/** Times `t = u^(1 / bias)`, one a sample: above 1, more of them are noisy. */
export function drawTimes(samples: number, bias: number, random: Random): number[] {
  return Array.from({ length: samples }, () => random.uniform() ** (1 / bias))
}

/** ᾱ of a time, checked. */
export function alphaBarAt(noiseSchedule: NoiseSchedule, t: number): number {
  const alphaBar = noiseSchedule(t)
  if (!(alphaBar >= 0 && alphaBar <= 1))
    fail('noise', `\`noiseSchedule\` gives ${alphaBar} at ${t}: it must be from 0 to 1.`)
  return alphaBar
}

/** ᾱ(t), by itself or by its description. */
export function aNoiseSchedule(): Rule<NoiseSchedule> {
  return partOf('noiseSchedule', 'a function of time')
}
