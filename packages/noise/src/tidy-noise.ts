import { tidy } from '@tensorflow/tfjs-core'
import type { Noise } from '@spad/core'

/** A noise that leaves no tensors behind but those that it returns. */
export function tidyNoise(run: Noise): Noise {
  return (batch, context) => {
    let noisy = batch
    tidy(() => {
      noisy = run(batch, context)
      return { ...noisy } // what `tidy` is to keep
    })
    return noisy
  }
}
