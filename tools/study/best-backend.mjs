// @ts-check
// Says, as JSON, what `useBackend` finds: a process of its own, since TensorFlow is never unloaded.
import { useBackend } from '@spad/node'

try {
  const { name, version, device } = await useBackend(
    /** @type {any} */ (process.argv[2] ?? 'auto'),
    { threads: 1 },
  )
  console.log(JSON.stringify({ name, version, device }))
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 2
}
