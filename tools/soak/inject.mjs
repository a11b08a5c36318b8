// @ts-check
/**
 * Loaded before the command (`--import`): counts its renames, fsyncs and writes, and lets the N-th go
 * wrong. `SPAD_SOAK` is `{"at": 7, "kill": true}` or `{"at": 7, "code": "EIO", "only": "rename"}`; with
 * `"count": FILE` the number of operations is written there at the end.
 */
import fs, { writeFileSync } from 'node:fs'
import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import process from 'node:process'
import { isMainThread } from 'node:worker_threads'

const {
  at = 0,
  kill = false,
  code = 'EIO',
  only,
  count,
} = JSON.parse(process.env.SPAD_SOAK ?? '{}')
const record = writeFileSync
let operations = 0

/** @param {string} kind */
function next(kind) {
  if (only !== undefined && only !== kind) return
  operations++
  if (operations !== at) return
  if (kill) process.kill(process.pid, 'SIGKILL')
  throw Object.assign(new Error(`${code}: injected, ${kind}`), { code, syscall: kind })
}

/** @param {any} holder @param {string} name @param {string} kind */
function watch(holder, name, kind) {
  const own = holder[name]
  /** @this {any} @param {any[]} given */
  function thrown(...given) {
    next(kind)
    return own.apply(this, given)
  }
  /** @this {any} @param {any[]} given */
  async function rejected(...given) {
    next(kind)
    return await own.apply(this, given)
  }
  holder[name] = name.endsWith('Sync') ? thrown : rejected
}

if (isMainThread) {
  const handle = await promises.open(process.execPath, 'r')
  const prototype = Object.getPrototypeOf(handle)
  await handle.close()
  for (const name of ['sync', 'datasync']) watch(prototype, name, 'fsync')
  for (const name of ['write', 'writeFile', 'appendFile']) watch(prototype, name, 'write')
  watch(promises, 'rename', 'rename')
  watch(fs, 'renameSync', 'rename')
  watch(fs, 'fsyncSync', 'fsync')
  for (const name of ['writeFile', 'appendFile']) watch(promises, name, 'write')
  syncBuiltinESMExports()
  if (count)
    process.on('exit', () => {
      record(count, String(operations))
    })
}
