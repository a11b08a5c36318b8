// @ts-check
// One backend of Node, in a process of its own: `worker.mjs BACKEND`. It is sent { cases, steps }, or
// { make: true } for the cases themselves, and sends back { result } or { reason }.
import { useBackend } from '@spad/node'
import { makeCases, work } from './workload.mjs'

const backend = process.argv[2]

process.once('message', async (/** @type {any} */ { make, cases, steps }) => {
  /** @type {unknown} */
  let answer
  try {
    const { version, device } = await useBackend(backend)
    const result = []
    if (make) result.push(...(await makeCases()))
    else for (const saved of cases) result.push(await work(saved, steps))
    answer = { result, what: [version, device].filter(Boolean).join(', ') }
  } catch (error) {
    answer = { reason: error instanceof Error ? error.message : String(error) }
  }
  process.send?.(answer, () => process.exit(0))
})
