// @ts-check
import { createRequire } from 'node:module'

// Lets native TensorFlow answer to the name `cpu`, so that every test which asks for that backend
// runs on TensorFlow's kernels without knowing of it. `SPAD_TEST_BACKEND=native` puts this file in
// front of the tests (vitest.shared.js).

const util = createRequire(import.meta.url)('node:util')
// Node 23 removed what tfjs-node calls in every op
util.isNullOrUndefined ??= (/** @type {unknown} */ value) => value == null
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'

const { default: tf } = await import('@tensorflow/tfjs-node')
const native = tf.findBackend('tensorflow')
if (!native?.binding?.TF_Version)
  throw new Error('native TensorFlow does not start: run tools/native-addon.sh')

for (const { kernelName } of tf.getKernelsForBackend('cpu')) tf.unregisterKernel(kernelName, 'cpu')
tf.copyRegisteredKernels('tensorflow', 'cpu')
tf.removeBackend('cpu')
tf.registerBackend('cpu', () => native)
