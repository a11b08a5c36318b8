// @ts-check
// What every package promises: `node tools/checks/packages.mjs`, after `npm run build`.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { checklist, packages, root } from './workspace.mjs'

const { check, finish } = checklist()
const licence = readFileSync(join(root, 'LICENSE'), 'utf8')

for (const { name, folder, manifest } of packages) {
  const has = (/** @type {string} */ file) => existsSync(join(folder, file))
  await check(`${name} is tagged`, () => equal(manifest.nx?.tags, [`scope:${name}`]))
  await check(`${name} is named`, () => equal(manifest.name, `@spad/${name}`))
  await check(`${name} has the common version`, () =>
    equal(manifest.version, packages[0]?.manifest.version),
  )
  await check(`${name} has a README`, () => has('README.md') || 'it is missing')
  await check(`${name} has its licence`, () => {
    equal(manifest.license, 'Apache-2.0')
    equal(readFileSync(join(folder, 'LICENSE'), 'utf8'), licence)
  })
  await check(`${name} leaves tfjs to its user`, () =>
    equal(
      Object.keys(manifest.dependencies ?? {}).filter((each) => each.startsWith('@tensorflow/')),
      [],
    ),
  )
  await check(`${name} says what has side effects`, () =>
    equal(manifest.sideEffects === false || Array.isArray(manifest.sideEffects), true),
  )
  for (const [path, target] of Object.entries(manifest.exports)) {
    if (typeof target === 'string') continue
    await check(`${name} exports ${path}: source, types, code`, () => {
      equal(Object.keys(target), ['@spad/source', 'types', 'default'])
      equal(
        Object.values(target).filter((file) => !has(String(file))),
        [],
      )
    })
    const declared = [manifest.sideEffects].flat().includes(target.default)
    if (!declared)
      await check(`importing ${name} ${path} does nothing`, () => importsQuietly(folder, path))
  }
}

await check('a bundle takes one curve without the rest', async () => {
  const code = await bundled(`export { cosine } from '@spad/scheduler'`)
  // its checks and its description come with it, no other part does
  const others = ['sigmoid', 'exponential', 'adaptive'].filter((name) => code.includes(name))
  if (others.length > 0) return `it holds ${others.join(', ')}`
  return code.length < 3500 || `${code.length} bytes`
})

finish()

/** @param {unknown} actual @param {unknown} expected */
function equal(actual, expected) {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (left !== right) throw new Error(`${left?.slice(0, 200)} should be ${right?.slice(0, 200)}`)
}

/** Imports a built entry in a process of its own and compares what is global. @param {string} folder @param {string} path */
function importsQuietly(folder, path) {
  const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const id = path.replace('.', name)
  const code = `
    import * as tf from '@tensorflow/tfjs-core'
    const look = () => [
      ...Object.keys(tf.engine().registryFactory).map((name) => 'backend ' + name),
      ...['cpu', 'wasm', 'webgl', 'webgpu', 'tensorflow']
        .flatMap((name) => tf.getKernelsForBackend(name))
        .map(({ backendName, kernelName }) => 'kernel ' + backendName + ' ' + kernelName),
      ...(tf.getGradient('Conv2D') ? ['gradients'] : []),
      // zod keeps its registry there, one for all its copies
      ...Object.getOwnPropertyNames(globalThis)
        .filter((name) => !name.startsWith('__zod_'))
        .map((name) => 'global ' + name),
      ...process.eventNames().map((name) => 'handler ' + String(name)),
    ]
    const before = new Set(look())
    await import('${id}')
    const left = look().filter((thing) => !before.has(thing))
    if (left.length > 0) throw new Error('it leaves ' + left.slice(0, 5).join(', '))
  `
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (stderr) return /^Error.*$/m.exec(stderr)?.[0] ?? stderr
  return stdout || undefined
}

/** @param {string} code */
async function bundled(code) {
  const entry = join(root, 'tools/bundle-entry.js')
  const result = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? entry : undefined),
        load: (id) => (id === entry ? code : undefined),
      },
    ],
    build: {
      write: false,
      minify: true,
      lib: { entry, formats: ['es'] },
      rollupOptions: { external: /^@tensorflow\// },
    },
  })
  const outputs = [result].flat().flatMap((each) => ('output' in each ? each.output : []))
  return outputs.map((each) => ('code' in each ? each.code : '')).join('')
}
