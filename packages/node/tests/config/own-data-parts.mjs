// A kind of data set and a preparation of scans, as somebody else would write them.
import { aNumber, definePart, oneOf, prepareSlices } from '@spad/core'

const SIDE = 32

/** A bright square in the dark, each elsewhere; three patients have all of them. */
const squares = definePart({
  where: 'mine',
  kind: 'dataset',
  type: 'squares',
  options: { count: { rule: aNumber({ min: 9, integer: true }), default: 12 } },
  build:
    ({ count }) =>
    () => {
      const names = Array.from({ length: count }, (_, i) => `patient-${i % 3}-${i}`)
      return {
        classes: [
          { name: 'background', value: 0, color: [0, 0, 0] },
          { name: 'square', value: 1, color: [255, 0, 0] },
        ],
        channels: 1,
        names,
        groupOf: (name) => name.slice(0, 'patient-0'.length),
        notes: ['squares are made up'],
        read: async (index) => {
          if (names[index] === undefined) throw new Error(`there is no square ${index}`)
          const inside = (i) => {
            const [y, x] = [Math.floor(i / SIDE), i % SIDE]
            return y >= index && y < index + 12 && x >= 8 && x < 20
          }
          const labels = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => Number(inside(i)))
          const size = { height: SIDE, width: SIDE }
          return {
            name: names[index],
            image: {
              data: Float32Array.from(labels, (one) => 0.2 + 0.6 * one),
              ...size,
              channels: 1,
            },
            labels: { data: labels, ...size },
          }
        },
      }
    },
})

/** Slices whose dark values are spread. */
const gamma = definePart({
  where: 'mine',
  kind: 'prepare',
  type: 'gamma',
  options: {
    gamma: { rule: aNumber({ above: 0 }), default: 0.5 },
    axis: { rule: oneOf('axial', 'coronal', 'sagittal'), default: undefined },
  },
  build:
    ({ gamma, ...cut }) =>
    (scan, more) => {
      const prepared = prepareSlices(scan, { ...cut, ...more })
      return {
        ...prepared,
        picture: (slice) => {
          const { data, ...size } = prepared.picture(slice)
          return { ...size, data: data.map((value) => value ** gamma) }
        },
      }
    },
})

export const parts = [squares, gamma]
