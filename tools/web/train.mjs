// @ts-check
// Trains the demo application's models into a folder: `node --import tsx --conditions=@spad/source
// tools/web/train.mjs FOLDER [--steps N] [--backend wasm]`. `npm run web` does so by itself.
import { parseArgs } from 'node:util'
import { ensureModels } from './models.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { steps: { type: 'string' }, backend: { type: 'string', default: 'auto' } },
})
await ensureModels({
  folder: positionals[0],
  steps: values.steps === undefined ? undefined : Number(values.steps),
  backend: /** @type {'auto'} */ (values.backend),
})
