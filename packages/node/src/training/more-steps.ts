import { amount } from '@spad/core'
import type { TrainOptions } from '@spad/core'

/**
 * What another number of steps means for a training that has begun: all schedules go by the share of the
 * steps that is done, which is another one now.
 */
export function stepsChanged(
  done: number,
  before: number,
  { steps, schedule, learningRate, ema }: TrainOptions,
): string {
  const [was, is] = [done / before, done / steps]
  const intensities = Object.entries(schedule?.(is) ?? {}).map(([name, value]) => {
    const old = schedule?.(was)[name] ?? 0
    return `${name} from ${old.toPrecision(2)} to ${value.toPrecision(2)}`
  })
  const rate = learningRate
    ? [`the learning rate from ${rated(learningRate(was))} to ${rated(learningRate(is))}`]
    : []
  const averaging =
    ema && is <= (ema.from ?? 0.5)
      ? ` The average of the weights begins anew at step ${Math.floor((ema.from ?? 0.5) * steps)}.`
      : ''
  return (
    `${amount(steps, 'step')} instead of ${before}: the schedules see progress = step / ${steps} from here on. At step ` +
    `${done} it goes from ${was.toFixed(2)} to ${is.toFixed(2)}, ${[...rate, ...intensities].join(', ')}.` +
    `${averaging}\n`
  )
}

function rated(rate: number): string {
  return rate.toPrecision(2)
}
