import { fail } from '@spad/core'
import type { Segmenter, SegmenterOptions } from './segmenter/segmenter.js'
import { createWorkerSegmenter } from './segmenter/worker/worker-segmenter.js'

/**
 * Loads a model and a backend that works here; then images become masks without leaving the browser,
 * and without any further request.
 *
 * @throws SpadError if no backend works, the model cannot be loaded or the worker does not start; the
 *   reason of `signal` if that aborts.
 */
export async function createSegmenter(options: SegmenterOptions): Promise<Segmenter> {
  const { onWarning = warn, ...wanted } = options
  const segmenter = await create(wanted)
  const { name, passedOver } = segmenter.backend
  if (name === 'cpu' && passedOver.length > 0) {
    const reasons = passedOver.map((other) => `${other.name}: ${other.reason}`).join('; ')
    onWarning(`only the cpu backend works here, some twenty times slower than wasm (${reasons}).`)
  }
  return segmenter
}

/** Where nobody listens, a developer looks. */
function warn(warning: string): void {
  globalThis.console.warn(`[@spad/web] ${warning}`)
}

async function create(options: SegmenterOptions): Promise<Segmenter> {
  const { worker = true, parts, backends, ...rest } = options
  if (worker === false) {
    // with it comes TensorFlow.js, which a page with a worker is spared
    const { createPageSegmenter } = await import('./segmenter/page/page-segmenter.js')
    return createPageSegmenter(options)
  }
  const kept = parts ? 'parts' : backends && 'backends'
  if (kept)
    fail(
      'web',
      `\`${kept}\` cannot be sent to a worker: set \`worker: false\`, or make one that calls ` +
        `\`serveSegmenter(self, { ${kept} })\` of @spad/web/serve.`,
    )
  return createWorkerSegmenter(worker === true ? startWorker() : worker(), rest)
}

/** In this form bundlers find the worker's file too. */
function startWorker(): Worker {
  return new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
}
