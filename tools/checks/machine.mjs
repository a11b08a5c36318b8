// @ts-check
// Prints what tests look for outside of the clone, and skip where it is missing. Nx takes it as an input of
// `test`: a result is not served again on a machine that has more, less or something else by now.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { cpus, homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { findChromium } from '../../vitest.shared.js'
import { root } from './workspace.mjs'

const { env } = process
const python = env.SPAD_PYTHON ?? 'python3'

const found = {
  processor: [process.platform, process.arch, cpus()[0]?.model],
  settings: Object.entries(env)
    .filter(([name]) => told(name))
    .sort(),
  browser: stamp(findChromium() ?? ''),
  programs: ['python3', 'redis-server', 'dciodvfy', 'segimage2itkimage', 'g++'].map(inPath),
  postgres: namesIn('/usr/lib/postgresql'),
  orthanc: ['/usr/sbin/Orthanc', '/usr/share/orthanc/plugins/libOrthancDicomWeb.so'].map(stamp),
  python: pythonPackages(),
  native: namesIn(join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'spad/native')),
  onnxruntime: contentOf(join(root, 'tools/bench/node_modules/onnxruntime-node/package.json')),
  medical: digestOf(join(root, '../shared/medical')),
  sets: descriptionsIn(join(root, '../shared/data')),
}
for (const [name, value] of Object.entries(found))
  process.stdout.write(`${name}: ${JSON.stringify(value)}\n`)

/** Which variables tests and backends read; where Python lies matters less than what it has. @param {string} name */
function told(name) {
  return /^(SPAD|TF|CUDA)_/.test(name) && !['SPAD_PYTHON', 'SPAD_TEST_REPORTS'].includes(name)
}

/** @param {string} file */
function stamp(file) {
  const { size, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? {}
  return size === undefined ? 'none' : [file, size, mtimeMs]
}

/** @param {string} name */
function inPath(name) {
  const places = (env.PATH ?? '').split(delimiter).map((folder) => join(folder, name))
  return stamp(places.find((place) => existsSync(place)) ?? '')
}

/** @param {string} folder */
function namesIn(folder) {
  return existsSync(folder) ? readdirSync(folder).sort() : 'none'
}

/** @param {string} file */
function contentOf(file) {
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : 'none'
}

/** Of data sets, whose pictures are too many to be read for this. @param {string} folder */
function descriptionsIn(folder) {
  if (!existsSync(folder)) return 'none'
  const names = readdirSync(folder).sort()
  return names.map((name) => [name, contentOf(join(folder, name, 'dataset.json'))])
}

/** @param {string} folder */
function digestOf(folder) {
  if (!existsSync(folder)) return 'none'
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const hash = createHash('sha256')
  for (const file of files.filter((name) => statSync(join(folder, name)).isFile()))
    hash.update(`${file} ${contentOf(join(folder, file))}\n`)
  return hash.digest('hex')
}

function pythonPackages() {
  const list = `import importlib.metadata as m; print(sorted(f'{d.name} {d.version}' for d in m.distributions()))`
  return spawnSync(python, ['-c', list], { encoding: 'utf8' }).stdout ?? 'none'
}
