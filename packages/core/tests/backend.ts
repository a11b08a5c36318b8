import { setBackend } from '@tensorflow/tfjs-core'

/**
 * Makes the backend under test ready, gradients included: the cpu one, or the one that
 * `SPAD_TEST_BACKEND` names (`cpu` or `native`).
 */
export async function testBackend(): Promise<void> {
  const name = process.env.SPAD_TEST_BACKEND ?? 'cpu'
  await import('@tensorflow/tfjs')
  if (name === 'native') {
    const native = '@tensorflow/tfjs-node'
    await import(native)
    await setBackend('tensorflow')
  } else await setBackend(name)
}
