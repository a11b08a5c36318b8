// @ts-check
import { eachCase } from './alter.mjs'

/** @typedef {import('@spad/core').LabelMap} LabelMap */

/**
 * An annotator who draws too wide: every target grows into the background. Where two grow into each
 * other, the first to arrive stays.
 *
 * @param {{ by?: number }} options share of the shorter side
 */
export function dilate({ by = 0.02 }) {
  return eachCase((sample) => ({
    ...sample,
    labels: spread(sample.labels, by, (label) => label > 0),
  }))
}

/** An annotator who draws too narrow: the background grows into every target. @param {{ by?: number }} options */
export function erode({ by = 0.02 }) {
  return eachCase((sample) => ({
    ...sample,
    labels: spread(sample.labels, by, (label) => label === 0),
  }))
}

/**
 * Lets labels for which `grows` holds spread into the others, a pixel a round, by turns to 4 and to 8
 * neighbours: an octagon, which is nearly round.
 *
 * @param {LabelMap} labels @param {number} by @param {(label: number) => boolean} grows
 * @returns {LabelMap}
 */
function spread(labels, by, grows) {
  const { height, width } = labels
  const data = labels.data.slice()
  const rounds = Math.round(by * Math.min(height, width))
  let front = Array.from(data.keys()).filter((i) => grows(data[i] ?? 0))
  for (let round = 0; round < rounds; round++) {
    /** @type {number[]} */
    const next = []
    for (const i of front)
      for (const j of neighbours(i, height, width, round % 2 === 1))
        if (!grows(data[j] ?? 0)) {
          data[j] = data[i] ?? 0
          next.push(j)
        }
    front = next
  }
  return { ...labels, data }
}

/** @param {number} i @param {number} height @param {number} width @param {boolean} diagonal */
function neighbours(i, height, width, diagonal) {
  const y = Math.floor(i / width)
  const x = i % width
  /** @type {number[]} */
  const found = []
  for (let dy = -1; dy <= 1; dy++)
    for (let dx = -1; dx <= 1; dx++) {
      const beside = dy === 0 ? dx !== 0 : dx === 0 || diagonal
      const inside = y + dy >= 0 && y + dy < height && x + dx >= 0 && x + dx < width
      if (beside && inside) found.push(i + dy * width + dx)
    }
  return found
}
