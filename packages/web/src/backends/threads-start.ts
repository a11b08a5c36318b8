/**
 * Whether a thread of tfjs's wasm can start. tfjs makes it from the text of a function, which a bundler may
 * have given names of variables outside of it; then no thread starts, and the page waits for ever.
 *
 * @param text Of the function.
 */
export async function threadsStart(text: string): Promise<boolean> {
  // what else fails without memory and without wasm, does not for want of a name
  const script = `try { (${text})({ ENVIRONMENT_IS_PTHREAD: true, instantiateWasm: () => ({}) }) }
catch (error) { if (error instanceof ReferenceError) throw error }
postMessage(0)`
  const address = URL.createObjectURL(new Blob([script]))
  const worker = new Worker(address)
  try {
    return await new Promise((resolve) => {
      worker.onmessage = () => {
        resolve(true)
      }
      worker.onerror = (event) => {
        event.preventDefault()
        resolve(false)
      }
    })
  } finally {
    worker.terminate()
    URL.revokeObjectURL(address)
  }
}
