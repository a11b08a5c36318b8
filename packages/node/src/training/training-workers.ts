import { type ComputeGradients, fail } from '@spad/core'
import { startGradientWorkers } from '../workers/gradient-workers.js'
import { isWasm } from '../backend/wasm.js'
import type { Assembly } from './assemble.js'
import type { ResolvedConfig } from '../config/resolve-config.js'

/**
 * Whether threads can share the steps of a training.
 *
 * @throws SpadError if the backend is another than wasm, there are more threads than images, or the
 *   gradients are computed in another way.
 */
export function checkWorkers(
  { workers, batch, gradients }: Pick<ResolvedConfig, 'workers' | 'batch' | 'gradients'>,
  backend: string,
): void {
  if (workers > 1 && !isWasm(backend))
    fail(
      'node',
      `\`workers\` is ${workers} and the backend is ${backend}: threads share a step on wasm alone. ` +
        'Give `--backend wasm`, or leave `--workers` out.',
    )
  if (workers > 1 && gradients)
    fail(
      'node',
      `\`workers\` is ${workers} and \`gradients\` is ${gradients.type}: threads know one way to gradients, ` +
        'the usual. Leave one of the two out.',
    )
  if (workers > batch)
    fail('node', `\`workers\` is ${workers}: it must be at most \`batch\`, which is ${batch}.`)
}

/** Trains with as many threads as the options ask for, and ends them; 1 is this thread alone. */
export async function withWorkers<T>(
  { config: { workers, batch, parts }, model }: Assembly,
  backend: string,
  train: (gradients?: ComputeGradients) => Promise<T>,
): Promise<T> {
  if (workers === 1) return await train()
  const options = {
    ...{ workers, batchSize: batch },
    ...(isWasm(backend) && { backend }),
    ...(parts === undefined ? {} : { parts }),
  }
  const pool = await startGradientWorkers(model, options)
  try {
    return await train(pool.gradients)
  } finally {
    await pool.stop()
  }
}
