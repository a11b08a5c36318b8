/**
 * Lets the event loop turn, at most every `interval` milliseconds: long work calls it often, so that
 * a page stays responsive and Node hears its signals.
 */
export function breather(interval = 40, signal?: AbortSignal): () => Promise<void> {
  let last = performance.now()
  return async () => {
    signal?.throwIfAborted()
    if (performance.now() - last < interval) return
    await new Promise((resolve) => setTimeout(resolve, 0))
    last = performance.now()
    signal?.throwIfAborted()
  }
}
