// @ts-check
import prettier from 'prettier'
import { table } from '../study/report/texts.mjs'
import { trainArguments } from './command.mjs'

/** @typedef {import('./figures.mjs').Figure} Figure */

/**
 * What a card says, as it stands under `card` in the metadata of the model.
 *
 * @typedef {object} Facts
 * @property {string} name
 * @property {string} finds
 * @property {string} use
 * @property {string} about the data, in words
 * @property {string[]} limits
 * @property {Record<string, unknown>} options of `spad train`
 * @property {string | null} commit
 * @property {string} machine
 * @property {number | null} minutes of processor time
 * @property {number} validation Dice
 * @property {import('./figures.mjs').Figures} figures
 * @property {number} [samples] plausible masks of each image, where several readers drew
 * @property {{ dice: { mean: number, deviation: number | null }, hd95: { mean: number, deviation: number | null } } | null} baseline
 *   the plain network, without ScD, BcD and PaS
 */

/**
 * The card, as Markdown.
 *
 * @param {Facts} facts
 * @param {{ model: import('@spad/core').Model, data: Record<string, any>, parameters: number, bytes: number }} shipped
 */
export async function cardText(facts, { model, data, parameters, bytes }) {
  const { name, finds, use, about, limits } = facts
  const { height, width, channels } = model.preprocessing
  const sections = [
    `# ${name}: ${finds}`,
    use,
    `A U-Net of ${parameters.toLocaleString('en')} parameters that works at ${height} × ${width} pixels, ` +
      `${channels === 1 ? 'grey' : 'colour'}, trained with ScD, BcD and PaS; float16, ` +
      `${(bytes / 1e6).toFixed(1)} MB. Its answers come at the size of the image.`,
    `**Not a medical device, and not for diagnosis.** Nobody has tested it for that.`,
    `## Load it\n\n${loading(facts)}`,
    `## Classes\n\n${classes(model)}`,
    `## Data\n\n${about}\n\n${counts(data)} The split, by name: [dataset.json](dataset.json).`,
    `Origin: ${data.origin}. Licence: ${data.licence}. Attribution: ${data.attribution}`,
    `## Training\n\n${training(facts)}`,
    `## Figures\n\n${figures(facts)}`,
    `## Limits\n\n${[...limits, ...always(facts)].map((limit) => `- ${limit}`).join('\n')}`,
    `## Licence\n\nThe weights: Apache-2.0, as the package. The data keep theirs: name their authors.`,
  ]
  return prettier.format(sections.join('\n\n'), { parser: 'markdown' })
}

/** @param {Facts} facts */
function loading({ name, samples }) {
  const masks = samples ? ` --samples ${samples}` : ''
  return (
    `\`\`\`\nspad segment --model ${name}${masks} --out results images/*.png\n\`\`\`\n\n` +
    `In Node \`loadModelFrom('${name}')\` of \`@spad/node\`; in a page the address of this folder, for ` +
    '`createSegmenter` or `loadModelFromUrl` of `@spad/web`.'
  )
}

/** @param {import('@spad/core').Model} model */
function classes(model) {
  const rows = model.classes.map(({ name, value }) => [String(value), name])
  return table(['Value', 'Class'], rows, 2)
}

/** @param {Record<string, any>} data */
function counts({ train, val, test, name, modality }) {
  return `\`${name}\`, ${modality}: ${train} images train, ${val} validate, ${test} test.`
}

/** @param {Facts} facts */
function training({ options, name, commit, machine, minutes, validation, figures }) {
  const words = trainArguments(options, { data: 'DATA', out: `runs/${name}` })
  const command = words.map((word) => (/^[\w./=-]+$/.test(word) ? word : `'${word}'`)).join(' ')
  const time = minutes === null ? '' : `, ${minutes.toFixed(0)} minutes of processor time`
  return (
    `\`\`\`\nspad ${command}\n\`\`\`\n\n` +
    `\`DATA\` holds images/, masks/ and this folder's dataset.json. ` +
    `Run on ${machine}${commit === null ? '' : ` at commit ${commit}`}${time}. ${seedsOf(figures.seeds, options, validation)}\n\n` +
    (figures.seeds.length > 1
      ? 'In a clone of the project, this trains it again and says whether the figure is reached within its ' +
        'spread; with `--shipped` it scores these weights instead, in seconds:'
      : 'In a clone of the project, this scores these weights again:') +
    `\n\n\`\`\`\nnode tools/weights/reproduce.mjs ${name} --data DATA${figures.seeds.length > 1 ? '' : ' --shipped'}\n\`\`\``
  )
}

/** @param {readonly number[]} seeds @param {Record<string, unknown>} options @param {number} validation */
function seedsOf(seeds, options, validation) {
  if (seeds.length === 1) return `Seed ${String(options.seed)}, the one that was trained.`
  return (
    `Of the seeds ${seeds.join(', ')} the best by validation ships, seed ${String(options.seed)} (Dice ` +
    `${validation.toFixed(3)} on the validation images, which chose it and so flatter it).`
  )
}

/** @param {Facts} facts */
function figures({ figures, baseline, samples }) {
  const { split, cases, empty, seeds, mean, classes: each, readers } = figures
  const row = (/** @type {string} */ what, /** @type {number} */ n, /** @type {any} */ scores) => [
    what,
    String(n),
    spread(scores.dice, 3),
    scores.dice.shipped?.toFixed(3) ?? '',
    spread(scores.hd95, 1),
    scores.hd95.shipped?.toFixed(1) ?? '',
  ]
  const head = ['', 'Images', 'Dice', 'Dice, shipped', 'HD95, px', 'HD95, shipped']
  const rows = [row('all classes', cases, mean)]
  if (each.length > 1) rows.push(...each.map((one) => row(one.name, one.cases, one)))
  if (baseline) rows.push(row('all classes, plain network', cases, baseline))
  return (
    `On the ${split} images, at their own size: ${
      seeds.length > 1
        ? `mean ± standard deviation over ${seeds.length} seeds of this configuration, and the seed that ships`
        : 'of the one training that was made, whose spread over seeds is not known'
    }. Images with a class in neither the truth nor the answer are left ` +
    `out of its mean${empty > 0 ? ` (${empty} have none at all, and rightly got none)` : ''}; a class that is ` +
    'missed, or found where there is none, has a Dice of 0 and for HD95 the length of the diagonal.\n\n' +
    table(head, rows, 1) +
    (readers ? `\n\n${ofReaders(readers, samples ?? 0)}` : '') +
    (baseline ? `\n\n${comparison(mean, baseline)}` : '')
  )
}

/** @param {NonNullable<import('./figures.mjs').Figures['readers']>} readers @param {number} samples */
function ofReaders({ ged, hmIou, spread: own, readerSpread }, samples) {
  const row = (/** @type {string} */ what, /** @type {Figure} */ figure) => [
    what,
    spread(figure, 3),
    figure.shipped.toFixed(3),
  ]
  const rows = [
    row('GED² (lower is better)', ged),
    row('IoU, samples matched to readers', hmIou),
    row('spread of samples', own),
    row('spread of readers', readerSpread),
  ]
  return (
    `${samples} plausible masks of each image against those of its readers; the label map above is of their mean:\n\n` +
    table(['', 'Over seeds', 'Shipped'], rows, 1)
  )
}

/** @param {import('./figures.mjs').Figures['mean']} mean @param {NonNullable<Facts['baseline']>} baseline */
function comparison({ dice }, baseline) {
  const higher = Number((baseline.dice.mean - dice.mean).toFixed(3)) > 0
  const verdict = higher ? ' Here its mean is the higher one.' : ''
  return `The plain network is the same training without ScD, BcD and PaS, on the same seeds.${verdict}`
}

/** @param {Facts} facts */
function always({ figures: { seeds } }) {
  return [
    `A small study: one source of images, one split, ${seeds.length} seed${seeds.length > 1 ? 's' : ''}, a short training of a small network.`,
    'It always answers, also on an image of something else. Look at the uncertainty map and at the overlay.',
  ]
}

/** @param {{ mean: number, deviation: number | null }} figure @param {number} digits */
function spread({ mean, deviation }, digits) {
  return deviation === null
    ? mean.toFixed(digits)
    : `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}`
}
