// @ts-check
// One model of several trainings of the same network: it answers with the mean of their probabilities.
//
//   node tools/study/ensemble.mjs OUT RUN RUN …    RUN: what `spad train` made
//   spad evaluate --model OUT --data DIR --parts tools/study/parts/ensemble.mjs
import process from 'node:process'
import { assignVariables, fail, readVariables } from '@spad/core'
import { loadModelFrom, saveModelTo, useBackend } from '@spad/node'
import { told } from '../told.mjs'
import { ensemble } from './parts/ensemble.mjs'

await told('ensemble', async () => {
  const [out, ...runs] = process.argv.slice(2)
  if (out === undefined || runs.length < 2)
    fail('node', 'an ensemble takes a folder to write and at least two runs: OUT RUN RUN …')
  await useBackend('auto')
  const loaded = await Promise.all(runs.map((run) => loadModelFrom(run)))
  const models = loaded.map(({ model }) => model)
  const [first] = /** @type {[import('@spad/core').Model]} */ (models)
  for (const [i, { denoiser }] of models.entries())
    if (JSON.stringify(denoiser.config) !== JSON.stringify(first.denoiser.config))
      fail('node', `${runs[i]} and ${runs[0]} are of different networks: they must be the same.`)
  if (first.denoiser.config.type !== 'unet')
    fail('node', `${runs[0]} is of a \`${first.denoiser.config.type}\`: it must be a \`unet\`.`)
  const denoiser = ensemble({ ...first.denoiser.config, members: models.length })
  const weights = await Promise.all(
    models.map(async (model, i) =>
      Object.entries(await readVariables(model.denoiser.variables)).map(
        ([name, data]) => /** @type {const} */ ([`${i}/${name}`, data]),
      ),
    ),
  )
  assignVariables(denoiser.variables, Object.fromEntries(weights.flat()))
  await saveModelTo(out, { ...first, denoiser })
})
