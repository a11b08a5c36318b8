import type { FastifyRequest } from 'fastify'
import type { NamedFile } from '@spad/core'
import { z } from 'zod'
import { refuse } from '../http-error.js'
import { checkWith } from '../routes/check-with.js'

/** What a client of MONAI Label sends in a form. */
export interface LabelForm {
  readonly files: readonly NamedFile[]
  /** Of what else it says, the ending that it wants of an answer. */
  readonly ending?: string | undefined
}

const params = z.looseObject({ result_extension: z.string().optional() })

/** @throws HttpError 422 for what only interactive models could use, or a form that is none. */
export async function readForm(request: FastifyRequest): Promise<LabelForm> {
  if (!request.isMultipart()) return { files: [] }
  const files: NamedFile[] = []
  let ending: string | undefined
  for await (const part of request.parts())
    if (part.type === 'file') {
      if (part.fieldname === 'label')
        refuse(
          422,
          '`label` is for models that are corrected while they look: these are asked once.',
        )
      files.push({ name: part.filename || 'scan', bytes: await part.toBuffer() })
    } else if (part.fieldname === 'params')
      ending = checkWith(params, parsed(String(part.value))).result_extension
  return { files, ending }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text)
  } catch {
    return refuse(422, '`params` is no JSON.')
  }
}
