// @ts-check
// Lets native TensorFlow answer to the name `cpu`, so that every test which asks for that backend
// runs on TensorFlow's kernels without knowing of it. `SPAD_TEST_BACKEND=native` puts this file in
// front of the tests (vitest.shared.js).
import {
  copyRegisteredKernels,
  findBackend,
  getKernelsForBackend,
  registerBackend,
  removeBackend,
  unregisterKernel,
} from '@tensorflow/tfjs-core'
import { useBackend } from '@spad/node'

await useBackend('native')
const native = findBackend('tensorflow')
for (const { kernelName } of getKernelsForBackend('cpu')) unregisterKernel(kernelName, 'cpu')
copyRegisteredKernels('tensorflow', 'cpu')
removeBackend('cpu')
registerBackend('cpu', () => native)
