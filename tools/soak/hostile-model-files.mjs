// @ts-check
import '@tensorflow/tfjs-backend-cpu'
import { phantomClasses } from '@spad/core/phantoms'
import { createModel, recipe, saveModel } from '@spad/models'

/** @typedef {{ name: string, data: string | Uint8Array }} File */

/**
 * `entry` is what the page's server tells of the model, `answers` whether it is harmless enough to be used.
 *
 * @typedef {{ what: string, files: File[], entry: Record<string, unknown>, answers: boolean }} HostileModel
 */

/** @typedef {Record<string, any>} Json */

const SCRIPT = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>'

const TEXTS = [
  SCRIPT,
  '</title></style><svg onload=window.hit=1>',
  'javascript:window.hit=1',
  '__proto__',
  'constructor',
  '\u202Egnul',
]

/** What is changed of a model that works, and whether it still does. @type {[what: string, change: (json: Json, spad: Json) => void, answers: boolean][]} */
const CHANGES = [
  ...TEXTS.map(
    (text) =>
      /** @type {[string, (json: Json, spad: Json) => void, boolean]} */ ([
        `${JSON.stringify(text)} everywhere`,
        (_, spad) => {
          spad.config.classes[1].name = text
          Object.assign(spad, { recipe: text, card: { name: text, finds: text, limits: [text] } })
          spad.data = { name: text, licence: text, attribution: text, [text]: text }
        },
        true,
      ]),
  ),
  [
    'a name that is escapes',
    (_, { config }) => void (config.classes[1].name = '\u001b]0;hit\u0007\u001b[31mred'),
    false,
  ],
  ['a colour that is a style', colour('red;background:url(//localhost:9/)'), false],
  ['a colour that is a script', colour(SCRIPT), false],
  [
    'colours beyond bytes',
    (_, { config }) => void (config.classes[1].color = [1e9, -1, NaN]),
    false,
  ],
  [
    'a name of ten million letters',
    (_, { config }) => void (config.classes[1].name = 'x'.repeat(1e7)),
    false,
  ],
  ['a hundred thousand classes', manyClasses, false],
  ['a working size of 10^9', size({ height: 1e9, width: 1e9 }), false],
  ['a working size of a half', size({ height: 0.5, width: 0.5 }), false],
  ['a million channels', size({ channels: 1e6 }), false],
  [
    'a network as wide as 10^9',
    (_, { config }) => void (config.denoiser.widths = [1e9, 1e9]),
    false,
  ],
  [
    'a network of a million levels',
    (_, { config }) => void (config.denoiser.widths = Array(1e6).fill(16)),
    false,
  ],
  [
    'a denoiser called __proto__',
    (_, { config }) => void (config.denoiser.type = '__proto__'),
    false,
  ],
  ['weights of 10^15 bytes', (_, { shards }) => void (shards[0].bytes = 1e15), false],
  [
    'weights from elsewhere',
    (json, { shards }) => void (shards[0].name = 'http://localhost:9/x.bin'),
    false,
  ],
  ['weights from above', (json, { shards }) => void (shards[0].name = '../../index.json'), false],
  ['a wrong checksum', (_, { shards }) => void (shards[0].sha256 = '0'.repeat(64)), false],
  [
    'a shape of 10^12 numbers',
    (json) => void (json.weightsManifest[0].weights[0].shape = [1e6, 1e6]),
    false,
  ],
]

/** Files that are no JSON of a model at all. @type {[what: string, text: (json: string) => string][]} */
const TEXT_CHANGES = [
  ['half a file', (json) => json.slice(0, json.length / 2)],
  ['a hundred thousand brackets', () => '['.repeat(1e5)],
  ['a script', () => SCRIPT],
  [
    'a key __proto__ that would be everyone’s',
    (json) => json.replace('{', '{"__proto__":{"hit":1},"format":"x",'),
  ],
]

/** All of them; what is told of each is what its file says. */
export async function hostileModels() {
  const options = { height: 32, width: 32, channels: 1, classes: phantomClasses('chest') }
  const model = createModel(recipe('spad', { ...options, preset: 'tiny' }).config)
  const files = await saveModel(model)
  model.denoiser.dispose()
  const text = new TextDecoder().decode(files.find(({ name }) => name === 'model.json')?.data)
  const others = files.filter(({ name }) => name !== 'model.json')
  /** @param {string} what @param {string} json @param {Json} spad @param {boolean} answers @returns {HostileModel} */
  const hostile = (what, json, spad, answers) => ({
    ...{ what, answers, entry: entryOf(spad, text.length) },
    files: [...others, { name: 'model.json', data: json }],
  })
  return [
    ...CHANGES.map(([what, change, answers]) => {
      const json = JSON.parse(text)
      const { spad } = json.userDefinedMetadata
      // what no digest seals, as models were saved before
      spad.formatVersion = 1
      delete spad.seal
      change(json, spad)
      return hostile(what, JSON.stringify(json), spad, answers)
    }),
    ...TEXT_CHANGES.map(([what, change]) =>
      hostile(what, change(text), JSON.parse(text).userDefinedMetadata.spad, false),
    ),
  ]
}

/** As `npm run web` tells the page of a model, with a hostile title. @param {Json} spad @param {number} bytes */
function entryOf({ config, noise, schedule, data }, bytes) {
  const { height, width, channels } = config.preprocessing
  const title = data?.name ?? SCRIPT
  const about = { id: 'hostile', kind: 'real', title, note: title, classes: config.classes }
  return { ...about, channels, noise, schedule, size: [height, width], bytes }
}

/** @param {unknown} color @returns {(json: Json, spad: Json) => void} */
function colour(color) {
  return (_, { config }) => void (config.classes[1].color = color)
}

/** @param {Json} changes @returns {(json: Json, spad: Json) => void} */
function size(changes) {
  return (_, { config }) => void Object.assign(config.preprocessing, changes)
}

/** @param {Json} _ @param {Json} spad */
function manyClasses(_, { config }) {
  const [, one] = config.classes
  config.classes = Array.from({ length: 1e5 }, (__, i) => ({
    ...one,
    name: `class ${i}`,
    value: i,
  }))
}
