import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { NamedFile } from '@spad/core'
import { z } from 'zod'
import { ask, modelNamed } from '../ask.js'
import type { ChildPool } from '../children/child-pool.js'
import type { MadeFile, Question } from '../children/messages.js'
import { refuse } from '../http-error.js'
import { checkWith } from '../routes/check-with.js'
import { isPicture } from '../routes/segment-routes.js'
import { labelsOf, serverInfo } from './model-info.js'
import type { Pacs } from './pacs.js'
import { readForm, type WantedFile } from './read-form.js'
import { type Sessions, sessionsOf } from './sessions.js'

export interface MonaiLabelOptions {
  readonly version: string
  /** Of all images that are held. */
  readonly bytes: number
  /** Asked for series that were not sent. */
  readonly pacs?: Pacs | undefined
}

/** Where images are that a request names. */
interface Images {
  readonly sessions: Sessions
  readonly pacs?: Pacs | undefined
}

const schema = { tags: ['MONAI Label'] }
const named = z.object({ id: z.string() })
const inferQuery = z.object({
  image: z.string().default(''),
  session_id: z.string().default(''),
  output: z.enum(['image', 'json', 'all', 'dicom_seg']).default('all'),
})

/**
 * The part of MONAI Label's REST that asks models: what 3D Slicer's and OHIF's plugins call to segment an
 * image. Nothing is trained, and no label is kept.
 */
export function monaiLabelRoutes(
  app: FastifyInstance,
  pool: ChildPool,
  { version, bytes, pacs }: MonaiLabelOptions,
): void {
  const sessions = sessionsOf(bytes)
  app.get('/info/', { schema }, () => serverInfo(pool, version))
  app.get('/datastore/', { schema }, () => ({ name: 'spad', objects: {} }))
  for (const path of ['/datastore/', '/datastore/image'])
    app.put(path, { schema }, async (request) => {
      const { image } = checkWith(z.object({ image: z.string().min(1).optional() }), request.query)
      return { image: sessions.add(await filesOf(request), image) }
    })
  app.put('/session/', { schema }, async (request) => {
    const session_id = sessions.add(await filesOf(request))
    return { session_id, session_info: { session_id } }
  })
  app.get('/session/:id', { schema }, (request) => {
    const { id } = checkWith(named, request.params)
    sessions.get(id)
    return { session_id: id }
  })
  app.delete('/session/:id', { schema }, (request) => {
    const { id } = checkWith(named, request.params)
    sessions.remove(id)
    return { session_id: id }
  })
  app.post('/infer/:model', { schema }, (request, reply) =>
    infer(request, reply, pool, { sessions, pacs }),
  )
}

async function infer(
  request: FastifyRequest,
  reply: FastifyReply,
  pool: ChildPool,
  images: Images,
): Promise<unknown> {
  const { model: name } = checkWith(z.object({ model: z.string() }), request.params)
  const model = modelNamed(pool, name)
  const { image, session_id, output } = checkWith(inferQuery, request.query)
  const { files: sent, wanted } = await readForm(request)
  if (sent.length === 0 && session_id === '' && image === '')
    refuse(422, 'there is no image: send one as `file`, or name one of a session.')
  const files = sent.length > 0 ? sent : await imageNamed(images, session_id, image)
  const [answer] = await ask(
    pool,
    model.name,
    [questionOf(files, wanted, output === 'dicom_seg')],
    reply,
  )
  if (answer?.kind !== 'files') return refuse(500, 'the answer is no file.')
  // OHIF's plugin walks over the centroids, be there none
  const params = { label_names: labelsOf(model), centroids: {}, notes: answer.notes ?? [] }
  if (output === 'json') return params
  const [file] = answer.files as [MadeFile]
  const made = file.name.endsWith('.seg.nrrd') ? { ...file, name: nrrdName(wanted) } : file
  return output === 'all' ? sendAll(reply, made, params) : sendFile(reply, made)
}

/** What was sent before; a series that was not is asked for where there is a PACS, and held as if it had been. */
async function imageNamed(
  { sessions, pacs }: Images,
  session: string,
  image: string,
): Promise<readonly NamedFile[]> {
  if (session !== '' || !pacs) return sessions.get(session || image)
  const held = sessions.find(image)
  if (held) return held
  const files = await pacs.find(image)
  if (!files || files.length === 0)
    return refuse(404, 'there is no such image, neither here nor in the PACS.')
  sessions.add(files, image)
  return files
}

async function filesOf(request: FastifyRequest): Promise<readonly NamedFile[]> {
  const { files } = await readForm(request)
  return files.length > 0 ? files : refuse(422, 'there is no image: send one in a form.')
}

function questionOf(
  files: readonly NamedFile[],
  { ending = '', bits, compress }: WantedFile,
  dicomSeg: boolean,
): Question {
  const [first] = files
  if (files.length === 1 && first && isPicture(first.bytes)) {
    if (dicomSeg) refuse(422, '`output` is dicom_seg: a picture gives a PNG.')
    return { kind: 'picture', bytes: first.bytes, outputs: ['labels'] }
  }
  const format = dicomSeg ? 'seg' : ending.endsWith('.nrrd') ? 'nrrd' : 'nifti'
  return { kind: 'scan', files, format, nrrd: { bits, compress } }
}

/** Slicer's plugin loads what ends in `.nrrd` alone as a volume, as it asked for. */
const nrrdName = ({ ending }: WantedFile): string =>
  ending === '.nrrd' ? 'labels.nrrd' : 'labels.seg.nrrd'

function sendFile(reply: FastifyReply, { name, type, bytes }: MadeFile): FastifyReply {
  return reply
    .type(type)
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(Buffer.from(bytes))
}

/** The file, with what is said of it, in a form whose parts say what they are: OHIF's plugin looks for that. */
function sendAll(
  reply: FastifyReply,
  { name, type, bytes }: MadeFile,
  params: object,
): FastifyReply {
  const boundary = randomUUID()
  const part = (field: string, kind: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; ${field}\r\nContent-Type: ${kind}\r\n\r\n`
  const body = Buffer.concat([
    Buffer.from(part('name="params"', 'application/json') + JSON.stringify(params)),
    Buffer.from(`\r\n${part(`name="image"; filename="${name}"`, type)}`),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return reply.type(`multipart/form-data; boundary=${boundary}`).send(body)
}
