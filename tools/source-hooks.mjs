// @ts-check
// Node's hooks behind `from-source.mjs`: `./x.js` beside `x.ts` is that file, and TypeScript is translated by esbuild,
// one file by itself.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath, URL } from 'node:url'

const kept = new URL('../node_modules/.cache/spad-source/', import.meta.url)
mkdirSync(kept, { recursive: true })

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, next) {
  if (/^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.startsWith('file:')) {
    const url = new URL(specifier.replace(/js$/, 'ts'), context.parentURL)
    if (existsSync(url)) return { url: url.href, format: 'module', shortCircuit: true }
  }
  return next(specifier, context)
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  if (!url.startsWith('file:') || !new URL(url).pathname.endsWith('.ts')) return next(url, context)
  return { format: 'module', source: await translated(new URL(url)), shortCircuit: true }
}

/** A file's JavaScript. @param {URL} url */
async function translated(url) {
  const text = readFileSync(url, 'utf8')
  const name = createHash('sha256').update(url.pathname).update('\0').update(text).digest('hex')
  const place = new URL(`${name}.js`, kept)
  if (existsSync(place)) return readFileSync(place, 'utf8')
  const { transform } = await import('esbuild')
  const { code } = await transform(text, {
    loader: 'ts',
    target: 'node20',
    sourcemap: 'inline',
    sourcefile: fileURLToPath(url),
  })
  // another process may do the same
  const unfinished = new URL(`${name}.${process.pid}`, kept)
  writeFileSync(unfinished, code)
  renameSync(unfinished, place)
  return code
}
