// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { fail } from '@spad/core'
import { isNumber } from './stats/numbers.mjs'

/**
 * One run, as it stands in a file of lines.
 *
 * @typedef {object} Line
 * @property {string} set
 * @property {string} fold
 * @property {string} variant
 * @property {string} regime
 * @property {number} seed
 * @property {string} split
 * @property {number} steps
 * @property {string} config
 * @property {string} [training] digest of what decided the weights; lines of before lack it
 * @property {string | null} commit of the code that trained
 * @property {Record<string, any>} mean
 * @property {{ name: string, dice: number | null, hd95: number | null, cases: number }[]} classes
 * @property {[string, string, number | null, number | null, number | null, (number | null)[]][]} [cases]
 *   name, group (empty: a group of its own), Dice, HD95, NSD, Dice by class
 * @property {Record<string, any>} [calibration]
 * @property {Record<string, any>} [readers] where several readers drew, samples beside them
 * @property {{ step: number, dice: number } | null} [best] the validation that chose the model
 * @property {{ train: number, score: number }} seconds
 * @property {{ train: number | null, score: number | null }} [cpu]
 * @property {Record<string, any>} environment where it was trained
 * @property {{ commit: string | null, environment: Record<string, any> }} [scored] elsewhere, or by other code
 */

/** Which line a unit becomes: what has one is not made again. @param {Pick<Line, 'set' | 'fold' | 'variant' | 'regime' | 'seed' | 'split' | 'config'>} unit */
export function keyOf({ set, fold, variant, regime, seed, split, config }) {
  return [set, fold, variant, regime, seed, split, config].join(' ')
}

/** @param {string} file which may be gzipped, `….gz` @returns {Line[]} none if there is no such file */
export function readLines(file) {
  if (!existsSync(file)) return []
  const bytes = readFileSync(file)
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes)
    .toString('utf8')
    .split('\n')
    .flatMap((text, index, all) => {
      if (text.trim() === '') return []
      try {
        return [JSON.parse(text)]
      } catch (error) {
        // a kill while it was written: the run is made again
        if (index >= all.length - 2) return []
        return fail('study', `line ${index + 1} of \`${file}\` is no JSON. Remove it.`, error)
      }
    })
}

/**
 * The lines of the config that came last, for each variant on a set, fold, regime and split: what an
 * older recipe made stays out.
 *
 * @param {readonly Line[]} lines
 */
export function latest(lines) {
  const at = (/** @type {Line} */ { set, fold, variant, regime, split }) =>
    [set, fold, variant, regime, split].join(' ')
  const newest = new Map(lines.map((line) => [at(line), line.config]))
  return lines.filter((line) => newest.get(at(line)) === line.config)
}

/**
 * What is kept of a run's scores.
 *
 * @param {Pick<import('@spad/node').Evaluation, 'mean' | 'classes' | 'cases' | 'readers'> &
 *   Partial<Pick<import('@spad/node').Evaluation, 'calibration' | 'uncertainty'>>} scores without probabilities,
 *   files with labels say nothing of calibration
 * @param {(name: string) => string} group
 */
export function compact({ mean, classes, cases, calibration, uncertainty, readers }, group) {
  const { std, ci95, cases: counted, trueNegative, ...means } = mean
  return {
    mean: { ...mapValues(means, (value) => rounded(value, 6)), cases: counted, trueNegative },
    classes: classes.map((one) => ({
      name: one.name,
      dice: rounded(one.dice, 5),
      hd95: rounded(one.hd95, 2),
      nsd: rounded(one.nsd, 5),
      cases: one.cases,
    })),
    cases: cases.map(
      (one) =>
        /** @type {NonNullable<Line['cases']>[number]} */ ([
          one.name,
          group(one.name) === one.name ? '' : group(one.name),
          rounded(one.mean.dice, 4),
          rounded(one.mean.hd95, 1),
          rounded(one.mean.nsd, 4),
          classes.map(({ name }) => rounded(one.classes[name]?.dice, 4)),
        ]),
    ),
    ...(calibration && uncertainty && { calibration: ofTrust(calibration, uncertainty) }),
    ...(readers && { readers: ofReaders(readers) }),
  }
}

/** @param {import('@spad/node').Evaluation['calibration']} calibration @param {import('@spad/node').Evaluation['uncertainty']} uncertainty */
function ofTrust(calibration, uncertainty) {
  return {
    error: rounded(calibration.error, 6),
    risk: rounded(uncertainty.risk, 6),
    flagged: rounded(uncertainty.flagged, 4),
    auroc: rounded(uncertainty.auroc, 4),
    aurc: rounded(uncertainty.aurc, 6),
    risks: uncertainty.curve.map(({ risk }) => rounded(risk, 6)),
    // confidence, accuracy, pixels
    bins: calibration.bins.flatMap(({ confidence, accuracy, pixels }) =>
      pixels > 0 ? [[rounded(confidence, 4), rounded(accuracy, 4), pixels]] : [],
    ),
  }
}

/** @param {import('@spad/core').ReaderSummary} readers */
function ofReaders({ calibration, each, ci95: _, ...means }) {
  return {
    ...mapValues(means, (value) => (isNumber(value) ? rounded(value, 6) : value)),
    ece: rounded(calibration.ece, 6),
    // name, GED², matched IoU, Dice of the consensus
    each: each.map(({ name, ged, hmIou, consensusDice }) => [
      name,
      ...[ged, hmIou, consensusDice].map((value) => rounded(value, 4)),
    ]),
  }
}

/** @param {number | null | undefined} value @param {number} digits */
function rounded(value, digits) {
  return isNumber(value) ? Number(value.toFixed(digits)) : null
}

/** @param {object} values @param {(value: any) => unknown} change */
function mapValues(values, change) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]))
}
