/** In this form bundlers find the worker's file too. */
export function startScanWorker(): Worker {
  return new Worker(new URL('./scan-worker.js', import.meta.url), { type: 'module' })
}
