// @ts-check
// onnxruntime on our networks as `exportOnnx` writes them; answers forward passes like worker.mjs.
//   node --import tsx --conditions=@spad/source worker-ort-inference.mjs onnxruntime-web | onnxruntime-node
import { createInterface } from 'node:readline'
import { useBackend } from '@spad/node'
import { exportOnnx } from '@spad/onnx'
import { batches, images, networks, passOf, SIDE, sizeOf } from './inference-networks.mjs'

const [name = ''] = process.argv.slice(2)
const threads = Number(process.env.SPAD_BENCH_THREADS ?? 1)
const ort = await import(name)
const web = name === 'onnxruntime-web'
if (web) ort.env.wasm.numThreads = threads
await useBackend('cpu') // whose constants the export writes down

/** @type {Record<string, () => Promise<() => Promise<Float32Array>>>} */
const makers = Object.fromEntries(
  Object.entries(networks).flatMap(([network, make]) =>
    batches.map((batch) => [passOf(network, batch), () => forwardPass(make, batch)]),
  ),
)

/** @param {() => import('@spad/core').Model} make @param {number} batch */
async function forwardPass(make, batch) {
  const model = make()
  const session = await ort.InferenceSession.create(await exportOnnx(model), {
    executionProviders: [web ? 'wasm' : 'cpu'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
  })
  model.denoiser.dispose()
  // a network with attention takes one image at a time
  const [dimension] = session.inputMetadata[0].shape
  const together = typeof dimension === 'number' ? dimension : batch
  const all = images(batch)
  const inputs = Array.from({ length: batch / together }, (_, i) => {
    const size = together * SIDE * SIDE
    const data = all.subarray(i * size, (i + 1) * size)
    return new ort.Tensor('float32', data, [together, 1, SIDE, SIDE])
  })
  const logits = new Float32Array(batch * SIDE * SIDE * model.classes.length)
  return async () => {
    for (const [i, image] of inputs.entries()) {
      const answer = await session.run({ image })
      logits.set(answer.logits.data, (i * logits.length) / inputs.length)
    }
    return logits
  }
}

const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
/** @type {Record<string, () => Promise<Float32Array>>} */
const tasks = {}
console.log(`ready ${ort.env.versions?.[web ? 'web' : 'node'] ?? ''}`)
for await (const task of createInterface({ input: process.stdin })) {
  if (task === 'quit') break
  const make = makers[task]
  if (!make) throw new Error(`there is no task ${task}`)
  const run = (tasks[task] ??= await make())
  const [before, spent] = [performance.now(), cpu()]
  const values = await run()
  const [wall, used] = [performance.now() - before, cpu() - spent]
  console.log(`${wall} ${used} ${sizeOf(values)}`)
}
process.exit(0)
