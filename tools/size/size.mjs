// @ts-check
// What a page pays for `@spad/web`, minified and gzipped, against its budget: `npm run size`, which fails above
// it. `npm run size -- --files` names the largest files. What esbuild makes is taken from the source; what Vite and
// webpack make, from the built packages, counted as Chromium fetches it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import process from 'node:process'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { chromium } from 'playwright'
import { chromiumFlags, cure, findChromium } from '../../vitest.shared.js'
import { root } from '../checks/workspace.mjs'
import { bundlers } from './bundle.mjs'
import { paid } from './paid.mjs'

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
  { what: 'our code, segmentation', kB: 22.5, wanted: [/backends\/wasm/], left: foreign },
  {
    what: 'our code, with fine-tuning',
    kB: 38.5,
    wanted: [/backends\/wasm/, ...training],
    left: foreign,
  },
  // wasm is whole and comes with our kernels, the others with the kernels that such a model needs
  ...['wasm', 'webgpu', 'webgl'].map((name) => ({
    what: `segmentation with tfjs-core and ${name}`,
    kB: 116,
    wanted: [new RegExp(`backends/${name}|${name}-kernels|tfjs-backend-wasm`)],
    left: [],
  })),
]

/** Of the least page, by its bundler: what the page fetches before a model loads, what its worker fetches, all. */
/** @type {Record<string, { before: number, worker: number, all: number }>} */
const bundled = {
  Vite: { before: 4.5, worker: 119, all: 122.5 },
  webpack: { before: 4.5, worker: 111.5, all: 115.5 },
}

/** @type {string[]} */
const over = []
for (const { what, kB, wanted, left } of budgets) {
  tell(what, (await sizeOf(page, [], left)) + (await sizeOf(worker, wanted, left)), kB)
}
await tellBundled()
if (over.length > 0) {
  process.stderr.write(`above the budget: ${over.join('; ')}\n`)
  process.exitCode = 1
}

/** @param {string} what @param {number} bytes @param {number} kB The budget. */
function tell(what, bytes, kB) {
  process.stdout.write(`${what.padEnd(50)} ${(bytes / 1000).toFixed(1).padStart(6)} of ${kB} kB\n`)
  if (bytes > 1000 * kB) over.push(what)
}

/** What real bundlers make, as Chromium fetches it. */
async function tellBundled() {
  const executablePath = findChromium()
  if (!executablePath) {
    process.stdout.write(`Vite and webpack are not measured: no Chromium was found. ${cure}\n`)
    return
  }
  const browser = await chromium.launch({ executablePath, args: chromiumFlags })
  try {
    for (const [name, budget] of Object.entries(bundled)) {
      const dist = await mkdtemp(join(tmpdir(), 'spad-size-'))
      await bundlers[name]?.(dist)
      const { before, worker: ofWorker, all } = await paid(browser, dist)
      tell(`${name}: the page, before a model loads`, before, budget.before)
      tell(`${name}: its worker, to the first answer on wasm`, ofWorker, budget.worker)
      tell(`${name}: all scripts, to the first answer on wasm`, all, budget.all)
      await rm(dist, { recursive: true })
    }
  } finally {
    await browser.close()
  }
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
      /** @type {Set<RegExp>} */
      const met = new Set()
      bundle.onResolve({ filter: /./ }, ({ path, kind, resolveDir }) => {
        const whole = path.startsWith('.') ? join(resolveDir, path) : path
        const asked = wanted.filter((each) => each.test(whole))
        for (const each of asked) met.add(each)
        const later = kind === 'dynamic-import' && asked.length === 0
        return later || left.some((each) => each.test(path)) ? { path, external: true } : undefined
      })
      bundle.onEnd(() => {
        const missing = wanted.filter((each) => !met.has(each))
        if (missing.length > 0) throw new Error(`nothing is called ${missing.join(', ')} any more`)
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
