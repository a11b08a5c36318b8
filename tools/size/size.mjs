// @ts-check
// What a page pays for `@spad/web`, minified and gzipped, against its budget: `npm run size`, which fails above
// it. `npm run size -- --files` names the largest files. Taken from the source: nothing needs to be built first.
import { relative } from 'node:path'
import process from 'node:process'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { root } from '../checks/workspace.mjs'

/** The page itself loads nothing later; its worker does. */
const page = `export { createSegmenter } from '@spad/web'`
const worker = `import '@spad/web/worker'`
// loaded when they are called for
const training = [/fine-tune/, /save-model/, /stored-models/]
// libraries: not ours, and counted with tfjs
const foreign = [/^@tensorflow\//, /^pure-rand/, /^idb-keyval/]

/** Of a model of convolutions that answers in one pass. */
const budgets = [
  // with what is ours of one backend, the largest
  { what: 'our code, segmentation', kB: 20, wanted: [/backends\/wasm/], left: foreign },
  {
    what: 'our code, with fine-tuning',
    kB: 37,
    wanted: [/backends\/wasm/, ...training],
    left: foreign,
  },
  // wasm is whole and comes with our kernels, the others with the kernels that such a model needs
  ...['wasm', 'webgpu', 'webgl'].map((name) => ({
    what: `segmentation with tfjs-core and ${name}`,
    kB: 115,
    wanted: [new RegExp(`backends/${name}|${name}-kernels|backend-wasm`)],
    left: [],
  })),
]

const over = []
for (const { what, kB, wanted, left } of budgets) {
  const bytes = (await sizeOf(page, [], left)) + (await sizeOf(worker, wanted, left))
  process.stdout.write(`${what.padEnd(50)} ${(bytes / 1000).toFixed(1).padStart(6)} of ${kB} kB\n`)
  if (bytes > 1000 * kB) over.push(what)
}
if (over.length > 0) {
  process.stderr.write(`above the budget: ${over.join('; ')}\n`)
  process.exitCode = 1
}

/**
 * Bytes of a script, split into files as bundlers do, gzipped.
 *
 * @param {string} contents
 * @param {RegExp[]} wanted What of the code that is loaded later counts.
 * @param {RegExp[]} left What does not count at all.
 */
async function sizeOf(contents, wanted, left) {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: `${root}tools`, loader: 'ts' },
    absWorkingDir: root,
    outdir: 'size',
    plugins: [leaveOut(wanted, left)],
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['@spad/source'],
    metafile: true,
    write: false,
    logLevel: 'error',
  })
  const loaded = loadedBy('size/stdin.js', metafile)
  if (process.argv.includes('--files')) show(metafile, loaded)
  return outputFiles
    .filter(({ path }) => loaded.has(relative(root, path)))
    .reduce((sum, { contents: script }) => sum + gzipSync(script, { level: 9 }).length, 0)
}

/**
 * A file and those that it leads to.
 *
 * @param {string} file @param {import('esbuild').Metafile} metafile
 * @returns {Set<string>}
 */
function loadedBy(file, metafile, found = new Set()) {
  if (found.has(file)) return found
  found.add(file)
  for (const { path, external } of metafile.outputs[file]?.imports ?? [])
    if (!external) loadedBy(path, metafile, found)
  return found
}

/**
 * @param {RegExp[]} wanted @param {RegExp[]} left
 * @returns {import('esbuild').Plugin}
 */
function leaveOut(wanted, left) {
  return {
    name: 'leave-out',
    setup: (bundle) => {
      bundle.onResolve({ filter: /./ }, ({ path, kind }) => {
        const later = kind === 'dynamic-import' && !wanted.some((each) => each.test(path))
        return later || left.some((each) => each.test(path)) ? { path, external: true } : undefined
      })
    },
  }
}

/** The largest sources. @param {import('esbuild').Metafile} metafile @param {Set<string>} loaded */
function show({ outputs }, loaded) {
  const files = [...loaded].flatMap((file) => Object.entries(outputs[file]?.inputs ?? {}))
  files.sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)
  for (const [name, { bytesInOutput }] of files.slice(0, 40))
    process.stdout.write(`  ${String(bytesInOutput).padStart(7)} ${name}\n`)
}
