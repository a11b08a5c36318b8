import { resolve } from 'node:path'
import { fail, type Model } from '@spad/core'
import { Command } from 'commander'
import { ioCode } from '../run/explain-io.js'
import { prepareFolder } from '../run/run-folder.js'
import { checkConfig } from './check-config.js'
import { EXIT, messageOf } from './exit.js'
import { findInputs, type Input } from './find-inputs.js'
import { startInference, withInference } from './inference.js'
import { segmentSchema } from './inference-config.js'
import { type Flags, gatherOptions, withConfig, withExample } from './options.js'
import type { Finish } from './program.js'
import { progressLine } from './progress-line.js'
import { type Outputs, outputsOf, segmentFile } from './segment-file.js'
import { shownPath } from './shown-path.js'
import type { Terminal } from './terminal.js'

/** `spad segment`: a model and images in, label maps and pictures out. */
export function segmentCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('segment')
    .description('Segment images: label maps, overlays, probability and uncertainty maps.')
    .argument('[input...]', 'images, folders of images, or globs in quotes')
  withInference(command).option('--out <dir>', 'the folder for the results')
  withConfig(command)
  withExample(command, "spad segment --model runs/first --out results 'new/*.png'")
  return command.action(async (input: string[], flags: Flags) => {
    finish(await segmentAll(input.length > 0 ? { ...flags, input } : flags, terminal))
  })
}

async function segmentAll(flags: Flags, terminal: Terminal): Promise<number> {
  const { given, origin } = await gatherOptions(flags)
  if (given.input === undefined)
    fail('node', 'no input is given: name images, folders of images, or a glob.')
  const config = checkConfig(segmentSchema, given, origin)
  const inputs = await findInputs(config.input)
  const { model } = await startInference(config, terminal)
  try {
    const outputs = inputs.map((input) => outputsOf(input, config.out, model.classes))
    refuseOverwriting(inputs, outputs)
    await prepareFolder(config.out)
    const { steps, ensemble, seed, postprocess } = config
    const options = { steps, ensemble, seed, postprocess }
    const failures = await segmentEach(model, inputs, outputs, options, terminal)
    const done = inputs.length - failures.length
    terminal.err(`Segmented ${done} of ${inputs.length} images into ${shownPath(config.out)}\n`)
    if (failures.length === 0) return EXIT.done
    terminal.err(`Not segmented:\n${failures.map((line) => `  ${line}\n`).join('')}`)
    return EXIT.misuse
  } finally {
    model.denoiser.dispose()
  }
}

/** One bad image does not keep the others from being done; a full disk does. */
async function segmentEach(
  model: Model,
  inputs: readonly Input[],
  outputs: readonly Outputs[],
  options: Parameters<typeof segmentFile>[3],
  terminal: Terminal,
): Promise<string[]> {
  const failures: string[] = []
  const line = progressLine(terminal, inputs.length, 'segmenting')
  try {
    for (const [i, input] of inputs.entries()) {
      const files = outputs[i]
      try {
        if (files) await segmentFile(model, input, files, options)
      } catch (error) {
        const cause = error instanceof Error ? error.cause : undefined
        if (['ENOSPC', 'EDQUOT', 'EROFS'].includes(ioCode(cause) ?? ioCode(error) ?? ''))
          throw error
        failures.push(messageOf(error))
      }
      line.update(i + 1, input.name)
    }
    return failures
  } finally {
    line.stop()
  }
}

function refuseOverwriting(inputs: readonly Input[], outputs: readonly Outputs[]): void {
  const sources = new Set(inputs.map(({ file }) => file))
  for (const { labels, overlay, uncertainty, probabilities } of outputs)
    for (const file of [labels, overlay, uncertainty, ...probabilities.values()])
      if (sources.has(resolve(file)))
        fail(
          'node',
          `\`${file}\` is one of the inputs: it would be overwritten. Choose another \`--out\`.`,
        )
}
