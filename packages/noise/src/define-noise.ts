import { tidy } from '@tensorflow/tfjs-core'
import { configured, type Configured, type Noise, type PartConfig } from '@spad/core'

/** Makes a noise out of a function: it leaves no tensors behind and carries its description. */
export function defineNoise(config: PartConfig, run: Noise): Configured<Noise> {
  const noise: Noise = (batch, context) => {
    let noisy = batch
    tidy(() => {
      noisy = run(batch, context)
      return { ...noisy } // what `tidy` is to keep
    })
    return noisy
  }
  return configured(noise, config)
}
