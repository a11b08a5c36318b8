// The file that children start with: each has a backend and the models, and knows nothing of HTTP.
import { channelNames } from '@spad/models'
import {
  backendBeside,
  loadModelFrom,
  loadParts,
  prepareOf,
  useBackend,
  useEngine,
} from '@spad/node'
import { answerBatch } from '../answers/answer-batch.js'
import type { ServedModel } from '../answers/answer-scan.js'
import { failureOf } from '../answers/failure-of.js'
import type { ChildOptions, FromChild, ModelInfo, ToChild } from './messages.js'

const models = new Map<string, ServedModel>()

process.on('message', (message: ToChild) => {
  void hear(message)
})
// the server decides when a child ends; Ctrl-C reaches the whole group
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
process.on('disconnect', () => process.exit())

async function hear(message: ToChild): Promise<void> {
  if (message.kind === 'start') {
    say(await start(message.options))
    return
  }
  const model = models.get(message.model)
  const { questions } = message
  const results = model
    ? await answerBatch(model, questions)
    : questions.map(() => failureOf(undefined))
  say({ kind: 'results', results })
}

async function start({
  models: places,
  backend,
  engine = 'tfjs',
  threads,
  parts,
}: ChildOptions): Promise<FromChild> {
  try {
    const options = threads === undefined ? {} : { threads }
    const started = await useBackend(backendBeside(engine, backend), options)
    const table = await loadParts(parts)
    const engaged = useEngine(engine, options)
    for (const [name, place] of places) {
      const { model, metadata } = await loadModelFrom(place, { parts: table })
      const channels = channelNames(metadata, model)
      const prepare = prepareOf(metadata.prepare, table, channels)
      models.set(name, { model: await engaged(model), prepare, channels })
    }
    const infos = [...models].map(([name, model]) => infoOf(name, model))
    return { kind: 'ready', models: infos, backend: engine === 'tfjs' ? started.name : engine }
  } catch (error) {
    return { kind: 'failed', message: failureOf(error).message }
  }
}

function infoOf(name: string, { model }: ServedModel): ModelInfo {
  const { preprocessing, classes, denoiser } = model
  return { name, preprocessing, classes, refines: denoiser.usesState }
}

function say(message: FromChild): void {
  process.send?.(message)
}
