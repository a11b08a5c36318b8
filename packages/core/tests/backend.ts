import { setBackend } from '@tensorflow/tfjs-core'

/** Makes the backend under test ready, gradients included. */
export async function testBackend(): Promise<void> {
  await import('@tensorflow/tfjs')
  await setBackend('cpu')
}
