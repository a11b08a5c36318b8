// @ts-check
// Loaded before `spad` in a child of run.mjs: ends it with its parent, and reports its processor time.
import { writeSync } from 'node:fs'

// A killed parent's child would go on, and meet the next call's child in the same run. Ctrl-C saves first.
process.once('disconnect', () => process.kill(process.pid, 'SIGINT'))
process.channel?.unref()

process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  writeSync(3, String((user + system) / 1e6))
})
