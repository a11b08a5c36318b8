import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writePhantoms } from '../../src/data/demo-data.js'
import { spad, temporaryFolder } from './run-spad.js'

/** One file from outside: a loss, a rate, an optimiser, an augmentation and a backend. */
const PARTS = `
import { mean, mul, setBackend, softmax, square, sub, tidy } from '@tensorflow/tfjs-core'

export const losses = {
  brier: ({ factor = 1 }) => (logits, target, weight) =>
    mul(mean(mul(square(sub(softmax(logits), target)), weight)), factor),
}
export const learningRates = { flat: ({ rate }) => () => rate }
export const augments = { nothing: () => (sample) => sample }
export const optimizers = {
  sgd: () => (variables) => ({
    apply: (gradients, rate) => {
      for (const variable of Object.values(variables))
        tidy(() => variable.assign(sub(variable, mul(gradients[variable.name], rate))))
    },
    average: () => {},
    showAverage: () => {},
    showTrained: () => {},
    state: async () =>
      Object.fromEntries(
        Object.entries(variables).map(([name, variable]) => [name, variable.dataSync().slice()]),
      ),
    restore: () => {},
    dispose: () => {},
  }),
}
export const backends = {
  slow: () => ({
    name: 'slow',
    start: async () => {
      await setBackend('cpu')
      return { tfjs: 'cpu', version: 'slow 1' }
    },
  }),
}
`

async function setUp() {
  const dir = await temporaryFolder()
  const data = join(dir, 'data')
  await writePhantoms(data, { kind: 'chest', cases: 10, seed: 1, size: [24, 24] })
  const file = join(dir, 'mine.mjs')
  await writeFile(file, PARTS)
  const train = (...more: string[]) =>
    spad(
      ...['train', '--data', data, '--preset', 'tiny', '--size', '16', '--steps', '2'],
      ...['--batch', '2', '--set', 'report=false', ...more],
    )
  return { dir, data, file, train }
}

it('a loss, a rate, an optimiser, an augmentation and a backend of one’s own train', async () => {
  const { dir, file, train } = await setUp()
  const run = join(dir, 'run')
  const { err, status } = await train(
    ...['--parts', file, '--out', run, '--backend', 'slow'],
    ...['--set', 'loss={type: brier, factor: 100}', '--set', 'learningRate={type: flat, rate: 1}'],
    ...['--set', 'optimizer={type: sgd}', '--set', 'augment={type: nothing}'],
  )
  expect(err).toContain('slow')
  expect(err).toMatch(/training: 2\/2, loss \d+\.\d+/)
  expect(status).toBe(0)
  const saved = JSON.parse(await readFile(join(run, 'model', 'model.json'), 'utf8')) as {
    userDefinedMetadata?: { training?: object }
  }
  expect(JSON.stringify(saved)).toContain('"loss":{"type":"brier","factor":100}')
})

it('what the parts do not have is refused with what there is', async () => {
  const { dir, file, train } = await setUp()
  const out = ['--parts', file, '--out', join(dir, 'run'), '--backend', 'wasm']
  const loss = await train(...out, '--set', 'loss={type: nobody}')
  expect(loss.err).toContain(
    '`type` is "nobody": no loss has that name (known: diceCrossEntropy, brier)',
  )
  const typo = await train(...out, '--set', 'loss={dise: 1}')
  expect(typo.err).toContain('`loss.dise` is no known option. The nearest known one is `loss.dice`')
  const backend = await train('--out', join(dir, 'run'), '--backend', 'slow')
  expect(backend.err).toContain('`backend` is slow: it must be one of auto, cuda, native, webgpu')
  expect([loss.status, typo.status, backend.status]).toEqual([2, 2, 2])
})

/** What was defined once is checked, described and built by that alone. */
const DEFINED = `
import { aNumber, definePart, listOf, partOf } from ${JSON.stringify(import.meta.resolve('@spad/core'))}
import { add, mean, mul, softmax, square, sub } from '@tensorflow/tfjs-core'

const brier = definePart({
  where: 'mine',
  kind: 'loss',
  type: 'brier',
  options: { factor: { rule: aNumber({ above: 0 }), default: 1 } },
  build: ({ factor }) => (logits, target, weight) =>
    mul(mean(mul(square(sub(softmax(logits), target)), weight)), factor),
})
const sum = definePart({
  where: 'mine',
  kind: 'loss',
  type: 'sum',
  options: { losses: { rule: listOf(partOf('loss')) } },
  build: ({ losses }) => (...given) => losses.map((loss) => loss(...given)).reduce((a, b) => add(a, b)),
})
export const parts = [brier, sum]
`

it('parts that are defined in one file train, and their options are checked by name', async () => {
  const { dir, file, train } = await setUp()
  await writeFile(file, DEFINED)
  const run = join(dir, 'run')
  const given = ['--parts', file, '--out', run, '--backend', 'wasm']
  const wrong = await train(...given, '--set', 'loss={type: brier, factor: 0}')
  expect(wrong.err).toContain('`factor` is 0: it must be a number above 0.')
  const unknown = await train(...given, '--set', 'loss={type: brier, faktor: 1}')
  expect(unknown.err).toContain('`faktor` is no option of `brier`: it has factor.')
  const losses = '[{type: brier, factor: 100}, {type: diceCrossEntropy, dice: 0}]'
  const inside = await train(
    ...given,
    '--set',
    `loss={type: sum, losses: [{type: brier, factor: a}]}`,
  )
  expect(inside.err).toContain('`factor` is "a": it must be a number above 0.')
  expect([wrong.status, unknown.status, inside.status]).toEqual([2, 2, 2])
  const good = await train(...given, '--set', `loss={type: sum, losses: ${losses}}`)
  expect(good.err).toMatch(/training: 2\/2, loss \d+\.\d+/)
  expect(good.status).toBe(0)
  const saved = await readFile(join(run, 'model', 'model.json'), 'utf8')
  expect(saved.replace(/\s/g, '')).toContain('"losses":[{"type":"brier","factor":100},{')
})

it('what is no list of parts is refused', async () => {
  const { dir, file, train } = await setUp()
  await writeFile(file, 'export const parts = [{ type: "brier" }]')
  const { err, status } = await train('--parts', file, '--out', join(dir, 'run'))
  expect(err).toContain('must be a list of what `definePart` of @spad/core made')
  expect(status).toBe(2)
})

const WRONG = `
import { greater, mean, scalar, sub } from '@tensorflow/tfjs-core'

export const losses = {
  thrower: () => (logits) => logits.missing.length,
  builder: () => { throw new Error('no way') },
  fixed: () => () => scalar(1),
  stepped: () => (logits) => mean(greater(logits, 0).toFloat()),
  vector: () => (logits, target) => mean(sub(logits, target), 3),
  nothing: () => () => undefined,
  number: () => 3,
}
export const augments = { lost: () => () => { throw new Error('no sample') } }
export const noises = { thrown: () => () => { throw 'just a text' }, empty: () => () => undefined, object: () => ({ apply: () => {} }) }
export const progressSchedules = { five: () => 5 }
export const datasets = { bare: () => () => ({ channels: 1 }) }
`

it.each([
  [
    'loss',
    'vector',
    /`vector` of `losses` in .+ answers a tensor of shape \[2, 16, 16\]: it must be a scalar/,
  ],
  ['loss', 'nothing', /`nothing` of `losses` in .+ answers undefined: it must be a scalar/],
  [
    'loss',
    'number',
    /`number` of `losses` in .+ gives 3: a loss is a function from logits, target/,
  ],
  [
    'loss',
    'thrower',
    /`thrower` of `losses` in .+ throws: Cannot read prop.+'length'\). Mend it\./,
  ],
  ['loss', 'builder', /`builder` of `losses` in .+ throws: no way\. Mend it\./],
  [
    'loss',
    'fixed',
    /`fixed` of `losses` in .+ gives no gradient \(Cannot compute gradient of .+\): make it of the logits,/,
  ],
  [
    'loss',
    'stepped',
    /`stepped` of `losses` in .+ gives no gradient \(.+\): make it of the logits/,
  ],
  ['augment', 'lost', /`lost` of `augments` in .+ throws: no sample\. Mend it\./],
  ['noise', 'thrown', /`thrown` of `noises` in .+ throws: just a text\. Mend it\./],
  [
    'noise',
    'empty',
    /`empty` of `noises` in .+ answers undefined: it must be a batch, with the tensors/,
  ],
  [
    'noise',
    'object',
    /`object` of `noises` in .+ gives an object: a noise is a function from a batch/,
  ],
  [
    'schedule',
    'five',
    /`five` of `progressSchedules` in .+ gives 5: a schedule is a function from/,
  ],
] as const)('a %s that is none, %s, is told so', async (key, type, message) => {
  const { dir, file, train } = await setUp()
  await writeFile(file, WRONG)
  const more = ['--set', `${key}.type=${type}`, '--parts', file, '--backend', 'wasm']
  const { status, err } = await train('--out', join(dir, 'run'), ...more)
  expect(err).toMatch(message)
  expect(status).toBe(2)
})

it('a data set that is none is told so', async () => {
  const { dir, file } = await setUp()
  await writeFile(file, WRONG)
  const { status, err } = await spad(
    ...['train', '--out', join(dir, 'run'), '--set', 'data.type=bare', '--parts', file],
  )
  expect(err).toMatch(/`bare` has no list of `classes`: a data set is an object with classes/)
  expect(status).toBe(2)
})

it('reads a data set of one’s own once to look at it, and not once more to know it again', async () => {
  const dir = await temporaryFolder()
  const [file, trace] = [join(dir, 'parts.mjs'), join(dir, 'trace')]
  await writeFile(
    file,
    `
import { appendFileSync } from 'node:fs'

const SIDE = 16
export const datasets = {
  squares: () => () => ({
    classes: [
      { name: 'background', value: 0, color: [0, 0, 0] },
      { name: 'square', value: 1, color: [255, 0, 0] },
    ],
    channels: 1,
    names: Array.from({ length: 6 }, (_, i) => 'case-' + i),
    splits: { train: ['case-0', 'case-1', 'case-2'], val: ['case-3'], test: ['case-4', 'case-5'] },
    read: async (index) => {
      appendFileSync(${JSON.stringify(trace)}, index + '\\n')
      const data = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => Number(i % SIDE > index + 3))
      const size = { height: SIDE, width: SIDE }
      const image = { data: Float32Array.from(data, (one) => 0.2 + 0.1 * index + 0.3 * one), ...size, channels: 1 }
      return { name: 'case-' + index, image, labels: { data, ...size } }
    },
  }),
}
`,
  )
  const reads = async (): Promise<string> =>
    (await readFile(trace, 'utf8')).split('\n').filter(Boolean).sort().join('')
  const out = ['--out', join(dir, 'run'), '--parts', file, '--backend', 'wasm']
  const options = ['--preset', 'tiny', '--size', '16', '--batch', '2', '--steps', '1', '--no-tune']
  const sets = ['data.type=squares', 'report=false'].flatMap((set) => ['--set', set])
  expect(await spad('train', ...out, ...options, ...sets)).toMatchObject({ status: 0 })
  // once to look at it; what trains and validates is then kept
  expect(await reads()).toBe('0011223345')
  await writeFile(trace, '')
  const resumed = await spad('train', ...out, '--resume', '--steps', '2')
  expect(resumed.err).toContain('Going on after step 1.')
  expect(await reads()).toBe('0011223345')
})
