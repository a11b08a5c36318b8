import {
  fail,
  type Model,
  type Raster,
  refuseOneSlice,
  segmentTogether,
  type Together,
} from '@spad/core'
import { readImage } from '@spad/node'
import type { Answer, Output, Question, Result } from '../children/messages.js'
import { answerScan, type ServedModel } from './answer-scan.js'
import { failureOf } from './failure-of.js'
import { picturesOf } from './pictures-of.js'

type ImageQuestion = Exclude<Question, { kind: 'scan' }>

/** An image that could be read, and whose it is. */
interface Read {
  readonly index: number
  readonly question: ImageQuestion
  readonly image: Raster
}

/** Answers questions together: one that cannot be answered does not keep the others from it. */
export async function answerBatch(
  served: ServedModel,
  questions: readonly Question[],
): Promise<readonly Result[]> {
  const { model } = served
  const results = new Array<Result>(questions.length)
  const reads: Read[] = []
  await Promise.all(
    questions.map(async (question, index) => {
      try {
        if (question.kind === 'scan')
          results[index] = { ok: true, answer: await answerScan(served, question) }
        else reads.push({ index, question, image: await imageOf(served, question) })
      } catch (error) {
        results[index] = failureOf(error)
      }
    }),
  )
  const answers = await answerImages(model, reads)
  for (const [i, { index }] of reads.entries()) results[index] = answers[i] ?? failureOf(undefined)
  return results
}

async function imageOf({ model, prepare }: ServedModel, question: ImageQuestion): Promise<Raster> {
  if (question.kind === 'tensor') return question.image
  const { bytes } = question
  const channels = model.preprocessing.channels === 1 ? 1 : 3
  const image = await readImage('the picture', { channels, bytes })
  refuseOneSlice('the picture', image, prepare)
  return image
}

async function answerImages(model: Model, reads: readonly Read[]): Promise<Result[]> {
  try {
    const together = await segmentTogether(
      model,
      reads.map(({ image }) => image),
      { labelsOnly: reads.map(({ question }) => labelsDo(question.outputs)) },
    )
    return await Promise.all(
      reads.map((read, i) => conclude(model, read, together[i] ?? fail('serve', 'none was made.'))),
    )
  } catch (error) {
    return reads.map(() => failureOf(error))
  }
}

/** Whether nothing is asked for that takes probabilities. */
function labelsDo(outputs: readonly Output[]): boolean {
  return outputs.every((output) => output === 'labels' || output === 'overlay')
}

async function conclude(model: Model, { question, image }: Read, made: Together): Promise<Result> {
  try {
    return { ok: true, answer: await answerOf(model, question, image, made) }
  } catch (error) {
    return failureOf(error)
  }
}

async function answerOf(
  model: Model,
  question: ImageQuestion,
  image: Raster,
  made: Together,
): Promise<Answer> {
  if (question.kind === 'picture')
    return { kind: 'files', files: await picturesOf(model, image, made, question.outputs) }
  const full = 'probabilities' in made ? made : undefined
  const wants = (output: Output): boolean => question.outputs.includes(output)
  return {
    kind: 'tensor',
    labels: made.labels.data,
    ...(full && wants('probabilities') && { probabilities: full.probabilities.data }),
    ...(full && wants('uncertainty') && { uncertainty: full.uncertainty.data }),
  }
}
