// @ts-check
// Do all backends compute the same? `npm run parity -- [--steps 20] [--backends a,b] [--all]`
//
// Saved models segment an image and are trained for `--steps` from one seed, on each backend in a
// process of its own. A line per pair tells how far they are apart; the status is 1 if that is too far.
// A backend that does not work here is named and left out; with --all that is a failure too, but for
// cuda, and wasm-relaxed before Node 22. WebGPU takes the graphics card if there is one, else Chromium's in software.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { backendNames } from '@spad/node'
import { compare, comparisonLine } from './compare.mjs'
import { inChromium } from './in-chromium.mjs'
import { softwareVulkan } from './software-vulkan.mjs'

const { values: flags } = parseArgs({
  options: {
    steps: { type: 'string', default: '20' },
    backends: { type: 'string', default: [...backendNames, 'chromium-webgpu'].join() },
    all: { type: 'boolean', default: false },
  },
})

/** @param {string} backend @param {object} question @param {Record<string, string>} [variables] */
function inNode(backend, question, variables = {}) {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(new URL('worker.mjs', import.meta.url)), [backend], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, ...variables },
    })
    let said = ''
    child.stderr?.on('data', (text) => (said += text))
    child.on('message', resolve)
    child.on('close', () => resolve({ reason: `its process ended: ${said.trim().slice(-300)}` }))
    child.send(question)
  })
}

/** @param {string} backend @param {{ cases: import('./workload.mjs').SavedCase[], steps: number }} question */
async function ask(backend, question) {
  if (backend === 'chromium-webgpu') return inChromium(question.cases, question.steps)
  if (backend !== 'webgpu') return inNode(backend, question)
  const onCard = await inNode(backend, question)
  return onCard.reason ? inNode(backend, question, softwareVulkan()) : onCard
}

console.log(`Node ${process.version}, ${process.platform} ${process.arch}`)
const { result: cases, reason } = await inNode('wasm', { make: true })
if (!cases) throw new Error(reason)
const answers = new Map()
const hasRelaxedSimd = Number(process.versions.node.split('.')[0]) >= 22
const maybeMissing = new Set(['cuda', ...(hasRelaxedSimd ? [] : ['wasm-relaxed'])])
let failures = 0
for (const backend of flags.backends.split(',')) {
  const started = performance.now()
  const { result, what, reason } = await ask(backend, { cases, steps: Number(flags.steps) })
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  if (result) {
    answers.set(backend, result)
    console.log(`${backend.padEnd(16)}${what}, ${seconds} s`)
  } else {
    console.log(`${backend.padEnd(16)}left out: ${reason.split('\n')[0]}`)
    if (flags.all && !maybeMissing.has(backend)) failures++
  }
}
const names = [...answers.keys()]
for (const [i, one] of names.entries())
  for (const other of names.slice(i + 1)) {
    const comparison = compare(answers.get(one), answers.get(other))
    console.log(comparisonLine(`${one} – ${other}`, comparison))
    if (!comparison.equal) failures++
  }
process.exitCode = failures > 0 ? 1 : 0
