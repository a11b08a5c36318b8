// @ts-check
// What is measured of inference: forward passes of networks, and whole ways from a picture's file to its labels.

/** @typedef {import('./contestants.mjs').Measurement} Measurement */

/** As in inference-networks.mjs, which loads all that a network is made of. */
const networks = {
  'plain-small': 'plain U-Net, small',
  'unet-small': 'unet, small',
  'unet-base': 'unet, base',
}
const batches = [1, 8]
const sides = [256, 512, 1024, 2048]

const passes = Object.entries(networks).flatMap(([network, title]) =>
  batches.map((batch) => ({
    name: `${network}-${batch}`,
    task: `pass ${network} ${batch}`,
    title: `Forward pass of 256×256, ${title}, batch ${batch}`,
    // those that take long take fewer turns
    every: batch === 1 ? 1 : 3,
  })),
)

const files = sides.map((side) => ({
  name: `file-${side}`,
  task: `file ${side}`,
  title: `PNG of ${side}×${side} to its label map, cxr-lungs`,
}))

/** @param {string} who */
const runtimes = (who) => [`onnxruntime-${who === 'wasm' ? 'web' : 'node'}`]

/** @type {Record<string, Measurement>} */
export const passMeasurements = Object.fromEntries(
  passes.map(({ name, title, every }) => [
    name,
    { title, every, agree: 'logits', peers: runtimes },
  ]),
)

/** @type {Record<string, Measurement>} */
export const fileMeasurements = Object.fromEntries(
  files.map(({ name, title }) => [name, { title, agree: 'labels', peers: () => [] }]),
)

/** @param {string} who */
export const turnsOfPasses = (who) =>
  Object.fromEntries(passes.map(({ name, task }) => [name, [{ who, task }]]))

/** @param {string} who */
export const turnsOfFiles = (who) =>
  Object.fromEntries(files.map(({ name, task }) => [name, [{ who, task }]]))
