// @ts-check
// What a page pays for `@spad/web`, minified and gzipped, against its budget: `npm run size`, which fails above
// it. `npm run size -- --files` names the largest files. Taken from the source: nothing needs to be built first.
import process from 'node:process'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { root } from '../checks/workspace.mjs'

/** What is loaded into the page, and into its worker. */
const parts = [`export { createSegmenter } from '@spad/web'`, `import '@spad/web/worker'`]
// loaded when they are called for
const training = [/fine-tune/, /save-model/, /stored-models/]
// libraries: not ours, and counted with tfjs
const foreign = [/^@tensorflow\//, /^pure-rand/, /^idb-keyval/]

/** Of a model that answers in one pass. Backends are whole: on wasm with our kernels' script. */
const budgets = [
  // with what is ours of one backend, the largest
  { what: 'our code, segmentation', kB: 15, wanted: [/backends\/wasm/], left: foreign },
  {
    what: 'our code, with fine-tuning',
    kB: 30,
    wanted: [/backends\/wasm/, ...training],
    left: foreign,
  },
  ...[
    { name: 'wasm', kB: 110 },
    { name: 'webgpu', kB: 150 },
    { name: 'webgl', kB: 160 },
  ].map(({ name, kB }) => ({
    what: `segmentation with tfjs-core and ${name}`,
    kB,
    wanted: [new RegExp(`backends?[/-]${name}`), ...(name === 'wasm' ? [/wasm-kernels/] : [])],
    left: [],
  })),
]

const over = []
for (const { what, kB, wanted, left } of budgets) {
  const bytes = await sizeOf(wanted, left)
  process.stdout.write(`${what.padEnd(50)} ${(bytes / 1000).toFixed(1).padStart(6)} of ${kB} kB\n`)
  if (bytes > 1000 * kB) over.push(what)
}
if (over.length > 0) {
  process.stderr.write(`above the budget: ${over.join('; ')}\n`)
  process.exitCode = 1
}

/**
 * Bytes of all parts, each as one file, gzipped.
 *
 * @param {RegExp[]} wanted What of the code that is loaded later counts.
 * @param {RegExp[]} left What does not count at all.
 */
async function sizeOf(wanted, left) {
  let bytes = 0
  for (const contents of parts) {
    const { metafile, outputFiles } = await build({
      stdin: { contents, resolveDir: `${root}tools`, loader: 'ts' },
      absWorkingDir: root,
      plugins: [leaveOut(wanted, left)],
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      conditions: ['@spad/source'],
      metafile: true,
      write: false,
      logLevel: 'error',
    })
    bytes += outputFiles.reduce(
      (sum, file) => sum + gzipSync(file.contents, { level: 9 }).length,
      0,
    )
    if (process.argv.includes('--files')) show(metafile)
  }
  return bytes
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

/** The largest files of a bundle. @param {import('esbuild').Metafile} metafile */
function show({ outputs }) {
  const files = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs))
  files.sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)
  for (const [name, { bytesInOutput }] of files.slice(0, 40))
    process.stdout.write(`  ${String(bytesInOutput).padStart(7)} ${name}\n`)
}
