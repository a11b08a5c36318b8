import type { FastifyRequest } from 'fastify'
import type { NamedFile } from '@spad/core'
import { z } from 'zod'
import { refuse } from '../http-error.js'
import { checkWith } from '../routes/check-with.js'

/** What a client of MONAI Label sends in a form. */
export interface LabelForm {
  readonly files: readonly NamedFile[]
  /** Of what else it says, how it wants an answer. */
  readonly wanted: WantedFile
}

/** The file that a client wants: OHIF's plugin reads raw samples of the type that it names. */
export interface WantedFile {
  readonly ending?: string | undefined
  readonly bits?: 8 | 16 | undefined
  readonly compress?: boolean | undefined
}

const params = z
  .looseObject({
    result_extension: z.string().nullish(),
    result_dtype: z.enum(['uint8', 'uint16']).nullish(),
    result_compress: z.boolean().nullish(),
  })
  .transform((said): WantedFile => ({
    ending: said.result_extension ?? undefined,
    bits: said.result_dtype ? (said.result_dtype === 'uint8' ? 8 : 16) : undefined,
    compress: said.result_compress ?? undefined,
  }))

/** @throws HttpError 422 for what only interactive models could use, or a form that is none. */
export async function readForm(request: FastifyRequest): Promise<LabelForm> {
  if (!request.isMultipart()) return { files: [], wanted: {} }
  const files: NamedFile[] = []
  let wanted: WantedFile = {}
  for await (const part of request.parts())
    if (part.type === 'file') {
      if (part.fieldname === 'label')
        refuse(
          422,
          '`label` is for models that are corrected while they look: these are asked once.',
        )
      files.push({ name: part.filename || 'scan', bytes: await part.toBuffer() })
    } else if (part.fieldname === 'params') wanted = checkWith(params, parsed(String(part.value)))
  return { files, wanted }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text)
  } catch {
    return refuse(422, '`params` is no JSON.')
  }
}
