// A tfjs backend that answers `forward` and `step` on stdin with `wall ms, CPU ms, value` on stdout.
//   node --import tsx --conditions=@spad/source worker.mjs wasm | native [DIR with tfjs-node] | native-relu-grad [DIR]
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from './reference.mjs'

const [backend, folder] = process.argv.slice(2)
const from = folder
  ? createRequire(resolve(folder, 'package.json'))
  : createRequire(import.meta.url)

async function start() {
  if (backend === 'wasm') {
    const tf = from('@tensorflow/tfjs')
    const { registerWasmGradients } = await import('@spad/core/wasm-gradients')
    registerWasmGradients()
    await tf.setBackend('wasm')
    return tf
  }
  const tf = from('@tensorflow/tfjs-node')
  const version = tf.backend().binding?.TF_Version
  if (!version) throw new Error('tfjs-node is installed, but its addon is not')
  if (backend === 'native-relu-grad') useReluGrad(tf)
  return tf
}

/** ReLU's gradient as TensorFlow's one operation for it, in place of tfjs' five. */
function useReluGrad(tf) {
  const { TF_ATTR_TYPE, TF_FLOAT } = tf.backend().binding
  const attributes = [{ name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT }]
  tf.unregisterGradient('Relu')
  tf.registerGradient({
    kernelName: 'Relu',
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({
      x: () => tf.backend().executeSingleOutput('ReluGrad', attributes, [dy, y]),
    }),
  })
}

const log = console.log
console.log = console.warn = console.error // stdout carries answers only
const tf = await start()
const work = build(tf)
const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
log(`ready ${tf.version_core} ${backend === 'wasm' ? '' : tf.backend().binding.TF_Version}`)
for await (const command of createInterface({ input: process.stdin })) {
  if (command === 'quit') break
  const before = [performance.now(), cpu()]
  const result = command === 'step' ? work.step() : work.forward()
  const [wall, used] = [performance.now() - before[0], cpu() - before[1]]
  const value = command === 'step' ? result : result.reduce((sum, x) => sum + x, 0)
  log(`${wall} ${used} ${value}`)
}
