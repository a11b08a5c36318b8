// @ts-check
// onnxruntime on the network that reference.py exported; answers `forward` like worker.mjs.
//   node worker-ort.mjs onnxruntime-web | onnxruntime-node FILE.onnx
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { data, shape } from './reference.mjs'

const [name = '', file = ''] = process.argv.slice(2)
const threads = Number(process.env.SPAD_BENCH_THREADS ?? 1)
const ort = await import(name)
const web = name === 'onnxruntime-web'
if (web) ort.env.wasm.numThreads = threads
const session = await ort.InferenceSession.create(readFileSync(file), {
  executionProviders: [web ? 'wasm' : 'cpu'],
  graphOptimizationLevel: 'all',
  intraOpNumThreads: threads,
})
const { batch, side, channels } = shape
const { image } = data()
const planes = new Float32Array(image.length)
for (let n = 0; n < batch; n++)
  for (let i = 0; i < side * side; i++)
    for (let c = 0; c < channels; c++)
      planes[(n * channels + c) * side * side + i] =
        image[(n * side * side + i) * channels + c] ?? NaN
const input = new ort.Tensor('float32', planes, [batch, channels, side, side])
const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
console.log(`ready ${ort.env.versions?.[web ? 'web' : 'node'] ?? ''}`)
for await (const command of createInterface({ input: process.stdin })) {
  if (command === 'quit') break
  const [before, spent] = [performance.now(), cpu()]
  /** @type {{ logits: { data: Float32Array } }} */
  const { logits } = await session.run({ image: input })
  const [wall, used] = [performance.now() - before, cpu() - spent]
  console.log(`${wall} ${used} ${logits.data.reduce((sum, x) => sum + x, 0)}`)
}
process.exit(0)
