// @ts-check
// Reads a folder with a DICOM series as `spad segment` does, from files to numbers: answers `read FOLDER` on stdin
// with `wall ms, CPU ms, sum of the values`.
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { readScan, valuesOf } from '@spad/formats'

const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** @param {string} folder */
async function read(folder) {
  const names = (await readdir(folder)).sort()
  const files = await Promise.all(
    names.map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })),
  )
  return valuesOf(await readScan(files))
}

console.log(`ready Node ${process.version}`)
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'quit') break
  const [before, spent] = [performance.now(), cpu()]
  const values = await read(line.replace(/^read /, ''))
  const [wall, used] = [performance.now() - before, cpu() - spent]
  console.log(`${wall} ${used} ${values.reduce((sum, value) => sum + value, 0)}`)
}
process.exit(0)
