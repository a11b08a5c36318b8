import { amount } from '@spad/core'
import { Command } from 'commander'
import { z } from 'zod'
import { useBackend } from '../backend/use-backend.js'
import { loadModelsFrom, saveModelTo } from '../run/model-files.js'
import { checkConfig } from '../config/check-config.js'
import { EXIT, type Finish } from './exit.js'
import { loadParts } from '../config/load-parts.js'
import { collect, type Flags, gatherOptions, withExample } from './options.js'
import { shownPath } from '../support/shown-path.js'
import type { Terminal } from './terminal.js'

const ensembleSchema = z.strictObject({
  model: z.array(z.string().min(1)).min(2, { error: 'must be given at least twice' }),
  out: z.string().min(1),
  parts: z.string().min(1).optional(),
})

/** `spad ensemble`: several models in, one that answers with their mean out. */
export function ensembleCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('ensemble')
    .description('Make one model of several, which answers with the mean of their probabilities.')
    .option('--model <model>', 'a run, a folder with model.json, or a name; once for each', collect)
    .option('--out <dir>', "the new model's folder")
    .option('--parts <file>', 'a module with parts of your own that the models are made of')
  withExample(command, 'spad ensemble --model runs/a --model runs/b --out models/both')
  return command.action(async (flags: Flags) => {
    const { given, origin } = await gatherOptions(flags)
    const { model: places, out, parts } = checkConfig(ensembleSchema, given, origin)
    await useBackend('cpu')
    const { model, metadata } = await loadModelsFrom(places, { parts: await loadParts(parts) })
    try {
      await saveModelTo(out, model, metadata)
    } finally {
      model.denoiser.dispose()
    }
    terminal.err(`${amount(places.length, 'model')} as one in ${shownPath(out)}\n`)
    finish(EXIT.done)
  })
}
