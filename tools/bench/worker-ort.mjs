// onnxruntime-web (wasm, one thread) on the network that reference.py exported; answers `forward` like worker.mjs.
//   node worker-ort.mjs FILE.onnx
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import * as ort from 'onnxruntime-web'
import { data, shape } from './reference.mjs'

const { batch, side, channels } = shape
ort.env.wasm.numThreads = 1
const session = await ort.InferenceSession.create(readFileSync(process.argv[2]), {
  executionProviders: ['wasm'],
  graphOptimizationLevel: 'all',
})
const { image } = data()
const planes = new Float32Array(image.length)
for (let n = 0; n < batch; n++)
  for (let i = 0; i < side * side; i++)
    for (let c = 0; c < channels; c++)
      planes[(n * channels + c) * side * side + i] = image[(n * side * side + i) * channels + c]
const input = new ort.Tensor('float32', planes, [batch, channels, side, side])
const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
console.log(`ready ${ort.env.versions?.web ?? ''}`)
for await (const command of createInterface({ input: process.stdin })) {
  if (command === 'quit') break
  const before = [performance.now(), cpu()]
  const { logits } = await session.run({ image: input })
  const [wall, used] = [performance.now() - before[0], cpu() - before[1]]
  console.log(`${wall} ${used} ${logits.data.reduce((sum, x) => sum + x, 0)}`)
}
process.exit(0)
