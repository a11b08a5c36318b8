// @ts-check
// No file of a package may lead back to itself by its imports, those of types alone left aside.
import { existsSync, readdirSync } from 'node:fs'
import process from 'node:process'
import { build } from 'esbuild'
import { root } from './workspace.mjs'

const entries = ['core', 'formats', 'noise', 'scheduler', 'models', 'onnx', 'node', 'web', 'serve']
const circles = []
for (const name of entries) {
  const folder = `packages/${name}/src`
  if (!existsSync(root + folder)) continue
  const files = readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => `${folder}/${file}`)
  const { metafile } = await build({
    entryPoints: files,
    absWorkingDir: root,
    outdir: 'nowhere',
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    external: ['*.wasm'],
    metafile: true,
    write: false,
    logLevel: 'error',
  })
  circles.push(...circlesIn(metafile.inputs))
}
for (const circle of circles) process.stderr.write(`${circle.join('\n  → ')}\n`)
process.stdout.write(`${circles.length} circles\n`)
process.exitCode = circles.length > 0 ? 1 : 0

/**
 * One circle for each way back that a walk finds.
 *
 * @param {Record<string, { imports: { path: string, external?: boolean, kind: string }[] }>} files
 */
function circlesIn(files) {
  /** @type {string[][]} */
  const found = []
  /** @type {Map<string, 'open' | 'done'>} */
  const seen = new Map()
  /** @param {string} file @param {string[]} way */
  const walk = (file, way) => {
    seen.set(file, 'open')
    for (const { path, external, kind } of files[file]?.imports ?? []) {
      // what is loaded when it is called for is no need to be there first
      if (external || kind === 'dynamic-import') continue
      if (seen.get(path) === 'open') found.push([...way.slice(way.indexOf(path)), path])
      else if (!seen.has(path)) walk(path, [...way, path])
    }
    seen.set(file, 'done')
  }
  for (const file of Object.keys(files)) if (!seen.has(file)) walk(file, [file])
  return found
}
