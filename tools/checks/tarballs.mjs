// @ts-check
// Each package as its user gets it: packed, installed into an empty project with nothing but what it
// needs, and used there as its README shows. `node tools/checks/tarballs.mjs [PACKAGE...]`, after
// `npm run build`.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import ts from 'typescript'
import { build } from 'vite'
import { cure, findChromium } from '../../vitest.shared.js'
import { answersWithVite, answersWithWebpack } from './bundlers.mjs'
import { answersWithNext } from './next.mjs'
import { readmeBlocks } from './readme-blocks.mjs'
import { checklist, packages } from './workspace.mjs'

const { check, finish } = checklist()
const scratch = mkdtempSync(join(tmpdir(), 'tarballs-'))
const wanted = process.argv.slice(2)

/** @type {Record<string, string>} */
const tarballs = {}
for (const { name, folder, manifest } of packages)
  await check(`${name} packs`, () => {
    const output = npm(folder, 'pack', '--json', '--ignore-scripts', '--pack-destination', scratch)
    const [{ filename, files }] = JSON.parse(output)
    tarballs[manifest.name] = join(scratch, filename)
    const paths = files.map((/** @type {{ path: string }} */ file) => file.path)
    for (const needed of [
      'LICENSE',
      'README.md',
      'package.json',
      'dist/index.js',
      'dist/index.d.ts',
    ])
      if (!paths.includes(needed)) throw new Error(`${needed} is missing in the tarball`)
    const strays = paths.filter((/** @type {string} */ path) => /test|\.tsbuildinfo$/.test(path))
    return strays.filter((/** @type {string} */ path) => !/testing/.test(path))[0]
  })

for (const each of packages)
  if (wanted.length === 0 || wanted.includes(each.name))
    await check(`${each.name} installs and runs alone`, () => useAlone(each))

if (wanted.length === 0 || wanted.includes('web'))
  if (findChromium()) {
    const project = join(scratch, 'web')
    const add = (/** @type {string[]} */ ...names) =>
      npm(project, 'install', '--prefer-offline', '--no-audit', '--no-fund', ...names)
    await check('a page made by webpack answers', () => {
      add('webpack@5')
      return answersWithWebpack(project)
    })
    await check("a page of Vite's development server answers", () => answersWithVite(project))
    await check('a page exported by Next.js answers', () => {
      add('next@16', 'react@19', 'react-dom@19')
      return answersWithNext(project)
    })
  } else process.stdout.write(`pages made by bundlers are left out: no Chromium; ${cure}\n`)

rmSync(scratch, { recursive: true })
finish()

/** @param {(typeof packages)[number]} used */
async function useAlone({ name, folder, manifest }) {
  const project = join(scratch, name)
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
  const blocks = readmeBlocks('ts').filter(({ file }) => file === `packages/${name}/README.md`)
  if (blocks.length === 0) throw new Error('its README has no ts block to run')
  npm(
    project,
    ...['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'],
    ...ownPackages(manifest.name),
    ...installedAccordingTo(readFileSync(join(folder, 'README.md'), 'utf8'), manifest.name),
  )
  for (const { line, code } of blocks) {
    const file = join(project, `line-${line}.mjs`)
    writeFileSync(file, toJavaScript(code))
    if (name === 'web') await bundle(project, file)
    else execFileSync(process.execPath, [file], { cwd: project, stdio: 'pipe', timeout: 120_000 })
  }
}

/** The tarballs of a package and of those of ours below it. @param {string} name @returns {string[]} */
function ownPackages(name) {
  const { manifest } = packages.find((each) => each.manifest.name === name) ?? {}
  const below = Object.keys(manifest.dependencies ?? {}).filter((each) => each in tarballs)
  return [...new Set([tarballs[name] ?? '', ...below.flatMap(ownPackages)])]
}

/** What the README's `npm install` line names besides our packages. @param {string} readme @param {string} name */
function installedAccordingTo(readme, name) {
  const line = readme.match(/^npm install (.*)$/m)?.[1]?.split(' ') ?? []
  if (!line.includes(name)) throw new Error(`its README has no line \`npm install ${name} ...\``)
  const ours = line.filter(
    (each) => each in tarballs && !ownPackages(name).includes(tarballs[each] ?? ''),
  )
  if (ours.length > 0) throw new Error(`it is not used alone, but with ${ours.join(', ')}`)
  return line.filter((each) => !(each in tarballs))
}

/** @param {string} code */
function toJavaScript(code) {
  const { ESNext } = ts.ModuleKind
  return ts.transpileModule(code, {
    compilerOptions: { module: ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true },
  }).outputText
}

/** A page's code is not for Node: that a bundler takes it is shown here, that it runs by its tests. */
async function bundle(/** @type {string} */ project, /** @type {string} */ entry) {
  await build({
    root: project,
    configFile: false,
    logLevel: 'silent',
    build: { target: 'es2022', write: false, rollupOptions: { input: entry } },
  })
}

/** @param {string} folder @param {string[]} args */
function npm(folder, ...args) {
  return execFileSync('npm', args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
