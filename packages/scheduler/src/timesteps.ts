import { checkNumber } from '@spad/core'

/**
 * Evenly spaced diffusion times from 1 down to 0: `steps + 1` of them.
 *
 * @throws SpadError if `steps` is no integer of at least 1.
 */
export function timesteps(steps: number): number[] {
  checkNumber('scheduler', 'steps', steps, { min: 1, integer: true })
  return Array.from({ length: steps + 1 }, (_, index) => 1 - index / steps)
}
