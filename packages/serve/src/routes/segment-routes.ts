import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type NamedFile, SLICE_AXES, type SliceAxis } from '@spad/core'
import { parseWindows, WINDOW_RULE } from '@spad/node'
import { z } from 'zod'
import { ask, modelNamed } from '../ask.js'
import type { ChildPool } from '../children/child-pool.js'
import { type MadeFile, OUTPUTS, type Question, VOLUME_FORMATS } from '../children/messages.js'
import { refuse } from '../http-error.js'
import { checkWith } from './check-with.js'

const querySchema = z.strictObject({
  model: z.string().optional(),
  outputs: z
    .string()
    .default('labels')
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(OUTPUTS)).min(1)),
  as: z.enum(VOLUME_FORMATS).optional(),
  axis: z.enum(SLICE_AXES as [SliceAxis, ...SliceAxis[]]).optional(),
  window: z
    .union([z.string(), z.array(z.string())])
    .transform(parseWindows)
    .refine((window) => window !== undefined, { error: `it must be ${WINDOW_RULE}` })
    .optional(),
  channel: z.coerce.number().int().min(0).optional(),
})

type Query = z.output<typeof querySchema>

/** `POST /segment`: a picture or a scan in, a file or several out. */
export function segmentRoutes(app: FastifyInstance, pool: ChildPool): void {
  app.post('/segment', { schema: documentation }, async (request, reply) => {
    const query = checkWith(querySchema, request.query)
    const { name } = modelNamed(pool, query.model)
    const question = questionOf(await filesOf(request), query)
    const [answer] = await ask(pool, name, [question], reply)
    if (answer?.kind !== 'files') return refuse(500, 'the answer is no file.')
    // a header holds ASCII alone
    if (answer.notes) void reply.header('spad-notes', encodeURIComponent(answer.notes.join('; ')))
    return await send(reply, answer.files)
  })
}

/** The body itself, or the files of a form. */
async function filesOf(request: FastifyRequest): Promise<NamedFile[]> {
  const files: NamedFile[] = []
  if (!request.isMultipart()) {
    const bytes = request.body instanceof Buffer ? request.body : Buffer.alloc(0)
    files.push({ name: isGzip(bytes) ? 'scan.nii.gz' : 'scan', bytes })
  } else
    for await (const part of request.parts())
      if (part.type === 'file')
        files.push({ name: part.filename || 'scan', bytes: await part.toBuffer() })
  if (files.every(({ bytes }) => bytes.length === 0))
    refuse(422, 'the request holds no file: send a picture as the body, or files in a form.')
  return files
}

function questionOf(
  files: readonly NamedFile[],
  { outputs, as, axis, window, channel }: Query,
): Question {
  const [first] = files
  if (files.length === 1 && first && isPicture(first.bytes)) {
    if (as) refuse(422, '`as` is for scans: the labels of a picture are a PNG.')
    const [named] = Object.entries({ axis, window, channel }).filter(
      ([, value]) => value !== undefined,
    )
    if (named) refuse(422, `\`${named[0]}\` is for scans, and this is a picture: leave it out.`)
    return { kind: 'picture', bytes: first.bytes, outputs }
  }
  if (outputs.join() !== 'labels') refuse(422, '`outputs` must be labels where a scan is given.')
  return { kind: 'scan', files, format: as, axis, window, channel }
}

/** The first bytes of a PNG, a JPEG and a TIFF of either byte order, in hexadecimal. */
const SIGNATURES = ['89504e47', 'ffd8ff', '49492a00', '4d4d002a']

/** Whether a file is no scan but a picture. */
export function isPicture(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  return SIGNATURES.some((signature) => start.startsWith(signature))
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/** One file as it is, several as a form whose fields are named after them. */
async function send(reply: FastifyReply, files: readonly MadeFile[]): Promise<FastifyReply> {
  const [only] = files
  if (files.length === 1 && only)
    return reply
      .type(only.type)
      .header('content-disposition', `attachment; filename="${only.name}"`)
      .send(Buffer.from(only.bytes))
  const form = new FormData()
  for (const { name, type, bytes } of files) {
    const [field = name] = name.split('.')
    form.set(field, new Blob([bytes], { type }), name)
  }
  const response = new Response(form)
  const body = Buffer.from(await response.arrayBuffer())
  return reply.type(response.headers.get('content-type') ?? '').send(body)
}

const documentation = {
  summary: 'Segment a picture or a scan',
  description:
    'The body is a PNG, JPEG or TIFF, a NIfTI, NRRD, MetaImage or DICOM file, or a form with the files ' +
    'of one scan. A picture gives PNGs; labels have the values of the classes. A scan gives a label ' +
    'volume on its grid. One file comes as it is, several as a form.',
  consumes: ['application/octet-stream', 'multipart/form-data'],
  querystring: {
    type: 'object',
    properties: {
      model: { type: 'string', description: 'may be left out where there is one model' },
      outputs: { type: 'string', description: `some of ${OUTPUTS.join(', ')}`, default: 'labels' },
      as: { type: 'string', enum: VOLUME_FORMATS, description: 'the format of a label volume' },
      axis: { type: 'string', enum: SLICE_AXES, description: 'slices of a scan' },
      window: {
        // once, or again for each channel
        anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'string' }],
        description:
          'values of a scan to look at, such as 40,400; of several channels CT=40,400 or PET=none, again for each',
      },
      channel: { type: 'integer', description: 'one of several channels of a scan, from 0' },
    },
  },
  body: { type: 'string', format: 'binary' },
  response: {
    200: { description: 'a file, or a form of several' },
    422: { description: 'what was sent cannot be segmented, and why' },
    503: { description: 'too many images wait; see Retry-After' },
  },
}
