// @ts-check
// The same in a page: what Chromium's WebGPU makes of the cases.
import { useBackend } from '@spad/web'
import { work } from './workload.mjs'

/** @param {{ recipe: 'spad' | 'mask', files: { name: string, data: number[] }[] }[]} cases @param {number} steps */
async function answer(cases, steps) {
  const { device } = await useBackend('webgpu', { registerGradients: true })
  const result = []
  for (const { recipe, files } of cases) {
    const bytes = files.map(({ name, data }) => ({ name, data: Uint8Array.from(data) }))
    const { labels, probabilities, losses } = await work({ recipe, files: bytes }, steps)
    result.push({ labels: [...labels], probabilities: [...probabilities], losses })
  }
  return { result, what: device }
}

Object.assign(globalThis, { answer })
