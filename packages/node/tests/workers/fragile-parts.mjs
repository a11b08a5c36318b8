// A network that does not live long in a worker thread: it computes two batches there.
import { isMainThread } from 'node:worker_threads'
import process from 'node:process'
import { parts } from '@spad/models'

export const denoisers = {
  fragile(config, random) {
    const network = parts.denoisers.unet({ ...config, type: 'unet' }, random)
    let left = 2
    return {
      ...network,
      config,
      encode(image) {
        if (!isMainThread && left-- === 0) process.exit(7)
        return network.encode(image)
      },
    }
  },
}
