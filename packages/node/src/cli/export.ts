import { fail } from '@spad/core'
import { exportOnnx, exportSafetensors } from '@spad/onnx'
import { Command } from 'commander'
import { z } from 'zod'
import { useBackend } from '../backend/use-backend.js'
import { writeAtomically } from '../files/atomic.js'
import { loadModelsFrom } from '../run/model-files.js'
import { checkConfig } from '../config/check-config.js'
import { checkOutputs } from './check-outputs.js'
import { EXIT, type Finish } from './exit.js'
import { loadParts } from '../config/load-parts.js'
import { collect, type Flags, gatherOptions, withExample } from './options.js'
import { shownPath } from '../support/shown-path.js'
import type { Terminal } from './terminal.js'

const exportSchema = z.strictObject({
  model: z.array(z.string().min(1)).min(1),
  onnx: z.string().min(1).optional(),
  safetensors: z.string().min(1).optional(),
  normalize: z.boolean().default(false),
  probabilities: z.boolean().default(false),
  parts: z.string().min(1).optional(),
})

/** `spad export`: a model in, an ONNX or safetensors file out. */
export function exportCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('export')
    .description('Write a model for other engines: ONNX, or its weights as safetensors.')
    .option('--model <model>', 'a run, a folder with model.json, or a name', collect)
    .option('--onnx <file>', 'write the network as ONNX, operator set 17')
    .option('--normalize', 'the ONNX graph takes values in [0, 1] and normalises them itself')
    .option('--probabilities', 'the ONNX graph gives probabilities instead of logits')
    .option('--safetensors <file>', 'write the weights as safetensors')
    .option('--parts <file>', 'a module with parts of your own that the model is made of')
  withExample(command, 'spad export --model runs/first --onnx model.onnx')
  return command.action(async (flags: Flags) => {
    finish(await exportModel(flags, terminal))
  })
}

async function exportModel(flags: Flags, terminal: Terminal): Promise<number> {
  const { given, origin } = await gatherOptions(flags)
  const { model: places, onnx, safetensors, ...rest } = checkConfig(exportSchema, given, origin)
  if (onnx === undefined && safetensors === undefined)
    fail('node', 'there is nothing to write: give `--onnx FILE`, `--safetensors FILE`, or both.')
  await checkOutputs({ onnx, safetensors }, ['onnx', 'safetensors'])
  await useBackend('wasm')
  const { model } = await loadModelsFrom(places, { parts: await loadParts(rest.parts) })
  const write = async (file: string | undefined, make: () => Promise<Uint8Array>) => {
    if (file === undefined) return
    await writeAtomically(file, await make())
    terminal.err(`Written: ${shownPath(file)}\n`)
  }
  try {
    const output = rest.probabilities ? 'probabilities' : 'logits'
    await write(onnx, () => exportOnnx(model, { normalize: rest.normalize, output }))
    await write(safetensors, () => exportSafetensors(model))
    return EXIT.done
  } finally {
    model.denoiser.dispose()
  }
}
